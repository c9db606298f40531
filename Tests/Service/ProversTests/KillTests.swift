import Foundation
import Glibc
import ProofJobs
import ProofStores
import Provers
import Simulation
import Storage
import TestSupport
import Testing

/// Worker processes are killed at random while chunks are proven; all end proven, once.
///
/// Serial: a worker takes all processors.
@Suite(.serialized) struct KillTests {
    /// Short leases, so that killed workers cost little, and attempts enough for all kills.
    private static var settings: QueueSettings {
        var settings = QueueSettings()
        settings.leaseMilliseconds = 1_500
        settings.attemptCount = 100
        return settings
    }

    @Test func workersOfANode() throws {
        let scene = try ChunkScene.made.get()
        try TemporaryFolder.with { folder in
            let store = try EmbeddedJobStore(
                try LMDBStore(path: folder.file("queue"), mapByteCount: 1 << 30),
                check: scene.check, settings: Self.settings)
            let service = try ProverService(
                store, port: 0, token: "0123456789abcdef", planMilliseconds: nil)
            defer { service.stop() }
            try Data("0123456789abcdef\n".utf8).write(
                to: URL(fileURLWithPath: folder.file("token")))
            try survive(
                store, scene,
                [
                    "--node", "http://127.0.0.1:\(service.port)",
                    "--token-file", folder.file("token"),
                ])
            // And the node itself may be killed: the records are those of its store.
            let after = store.snapshot().records
            #expect(after.allSatisfy { $0.resultDigest != nil })
        }
    }

    @Test func workersOfADatabase() throws {
        let scene = try ChunkScene.made.get()
        try PrivatePostgres.with { information in
            let store = try PostgresJobStore(
                information, check: scene.check, settings: Self.settings)
            try survive(store, scene, ["--postgres", information])
        }
    }

    private func survive(
        _ store: any JobStore, _ scene: ChunkScene, _ arguments: [String]
    ) throws {
        try store.add(scene.jobs)
        let killCount = Deep.isOn ? 40 : 2
        var killed = 0
        var workers: [WorkerProcess] = []
        defer { for worker in workers { worker.end(SIGKILL) } }
        let limit = Date().addingTimeInterval(Deep.isOn ? 1_800 : 240)
        while try store.snapshot().records.contains(where: { $0.resultDigest == nil }) {
            guard Date() < limit else {
                Issue.record("not proven in time: \(try store.status())")
                return
            }
            while workers.count < 2 { workers.append(try WorkerProcess(arguments)) }
            // Until one of them has a job; then some time into its proof.
            let isWorking = try !store.status().running.isEmpty
            guard isWorking, killed < killCount else {
                usleep(50_000)
                continue
            }
            usleep(UInt32.random(in: 0...300_000))
            workers.remove(at: Int.random(in: 0..<workers.count)).end(SIGKILL)
            killed += 1
        }
        let records = try store.snapshot().records
        #expect(records.map(\.id) == scene.jobs.map(\.id))
        for job in scene.jobs {
            let result = try #require(try store.result(job.id))
            try scene.check.verify(result, of: job, inputs: [])
        }
        #expect(killed > 0)
        // The others stop cleanly.
        for worker in workers { #expect(worker.end(SIGTERM) == 0) }
        workers = []
    }
}

/// A process of `zklink prover`.
final class WorkerProcess {
    private let process = Process()

    init(_ arguments: [String]) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        process.executableURL = root.appendingPathComponent(".build/release/zklink")
        process.arguments =
            [
                "prover", "--parameters", "test", "--program",
                root.appendingPathComponent("build/guests/TransitionProgram.elf").path,
            ] + arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
    }

    /// Sends a signal and returns the exit status, or that of the signal.
    @discardableResult
    func end(_ signal: Int32) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }
}
