import Bytes
import Dispatch
import Foundation
import Ledger
import ProofJobs
import ProofPipeline
import ProofStores
import Provers
import Scheduling
import Settlement
import Settling
import Simulation
import TestSupport
import Testing
import Wrap

/// The pipeline as a node has it: start, work, stop.
@Suite struct ProofPipelineTests {
    private let scene: PipelineScene
    private let token = "0123456789abcdef"

    init() throws { scene = try PipelineScene() }

    private struct Refused: Error {}

    private func configuration(
        _ made: @escaping @Sendable () throws -> Void = {}
    ) -> ProvingConfiguration {
        let cutter = scene.cutter
        var configuration = ProvingConfiguration {
            try made()
            let key = try ToyWrap.made.get().key
            return ProvingTools(cutter: cutter, check: ToyCheck()) {
                wrapped throws(WrappedProof.Failure) in try wrapped.verify(key)
            }
        }
        configuration.listener = ProvingConfiguration.Listener(
            address: "127.0.0.1", port: 0, token: token)
        configuration.alarmMilliseconds = .max / 2
        return configuration
    }

    private func pipeline(
        _ configuration: ProvingConfiguration, directory: String? = nil
    ) -> ProofPipeline {
        var ports = ProofPipeline.Ports(
            genesis: scene.chain.genesis, blocks: scene.chain, directory: directory ?? "")
        if directory == nil { ports.stores = (scene.queueMemory, scene.replicaMemory) }
        return ProofPipeline(configuration, ports, alarms: scene.alarms)
    }

    private func wait(_ holds: () throws -> Bool) throws {
        for _ in 0..<4_000 {
            if try holds() { return }
            Thread.sleep(forTimeInterval: 0.005)
        }
        Issue.record("took too long")
    }

    /// From sealed blocks to the proof for a contract, with a worker over HTTP.
    @Test func sealedBlocksAreProven() throws {
        scene.chain.seal(through: 2)
        let pipeline = pipeline(configuration())
        defer { pipeline.stop() }
        #expect(pipeline.detail == "preparing keys" && pipeline.port == nil)
        pipeline.start()
        try wait { pipeline.port != nil }
        let source = RemoteJobSource(
            url: "http://127.0.0.1:\(try #require(pipeline.port))", token: token)
        let worker = ProverWorker(
            source, work: ToyWork(chain: scene.chain), kinds: Set(JobKind.allCases), name: "w")
        func proof(_ proven: UInt64, _ committed: UInt64) -> RangeProof? {
            pipeline.proofs.proof(
                for: ProofRequest(
                    program: ToyWrap.program, proven: proven, committed: committed,
                    headerHash: scene.chain.headerHash))
        }
        func proven(_ number: UInt64) throws {
            try wait {
                _ = try worker.step()
                return proof(number - 1, number)?.last == number
            }
        }
        try proven(2)
        scene.chain.seal(through: 3)
        pipeline.signal()
        try proven(3)
        try wait { pipeline.detail == "block 3 cut, 3 proven; jobs: none" }
        #expect(scene.fault == nil)
    }

    /// What cannot be had is an alarm until it can.
    @Test func keysThatCannotBeMadeAreAnAlarm() throws {
        let pipeline = pipeline(configuration { throw Refused() })
        pipeline.start()
        try wait { scene.fault != nil }
        #expect(scene.fault == "blocks are not proven: Refused()")
        #expect(pipeline.detail == "preparing keys" && pipeline.port == nil)
        pipeline.stop()
        #expect(pipeline.detail == "stopped")
    }

    /// A stop while keys are made, before the start, and twice.
    @Test func itStopsAtAnyTime() throws {
        let begun = DispatchSemaphore(value: 0)
        let goOn = DispatchSemaphore(value: 0)
        let first = pipeline(
            configuration {
                begun.signal()
                goOn.wait()
            })
        first.start()
        begun.wait()
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.05) { goOn.signal() }
        first.stop()
        #expect(first.detail == "stopped" && first.port == nil)
        first.stop()
        let second = pipeline(configuration())
        second.stop()
        second.start()
        second.stop()
        #expect(second.detail == "stopped")
        #expect(scene.cutter.numbers.isEmpty)
    }

    /// The files in a directory are those of the next process.
    @Test func anotherProcessGoesOn() throws {
        try TemporaryFolder.with { folder in
            scene.chain.seal(through: 2)
            let first = pipeline(configuration(), directory: folder.file("proving"))
            first.start()
            try wait { first.detail.hasPrefix("block 2 cut, 0 proven; jobs: 8 ready") }
            first.stop()
            scene.chain.seal(through: 3)
            let second = pipeline(configuration(), directory: folder.file("proving"))
            second.start()
            defer { second.stop() }
            try wait { second.detail.hasPrefix("block 3 cut, 0 proven; jobs: 10 ready") }
            #expect(scene.cutter.numbers == [1, 2, 3])
        }
    }
}

/// Work whose results are a byte, and wraps those of a chain's headers.
struct ToyWork: ProofWork {
    let chain: SealedChain
    let check = ToyCheck()

    var kinds: Set<JobKind> { check.kinds }

    func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) { try check.verify(result, of: job, inputs: inputs) }

    func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] {
        guard job.kind == .wrap else { return [1] }
        do {
            return try ToyWrap.made.get().proof(
                chain.header(job.blocks.lowerBound - 1).hash,
                chain.header(job.blocks.upperBound).hash
            ).encoded
        } catch {
            throw WorkFailure("\(error)")
        }
    }
}
