import BlockProofs
import Bytes
import FRI
import Foundation
import Network
import Parallel
import ProofJobs
import ProofStores
import Provers
import RiscvCircuits
import RiscvProver
import Storage

/// The queue of proving jobs for its operator.
enum QueueCommands {
    static let all = [ProverCommand.command, serve, status, retry]

    static let serve = CommandDescription(
        "prover queue", "Serves jobs of prove-block to workers and collects what they prove",
        options: [
            OptionDescription(
                "jobs", "FOLDER", "jobs of 'prove-block --jobs-only'; proofs are put there as well"),
            OptionDescription("data", "FOLDER", "the queue's files (default: FOLDER/queue)"),
            OptionDescription("listen", "ADDRESS:PORT", "where to serve workers"),
            OptionDescription("token-file", "FILE", "a file with the access token"),
            OptionDescription("program", "DIGEST|ELF", "the guest program of parts"),
        ] + ProofLayers.options + [
            OptionDescription(
                "wrap-verifying-key", "FILE.json",
                "with --join-keys: proves up to the wrap, which is put there as 'wrap'"),
            OptionDescription(
                "parameters", "NAME",
                "accept test proofs with 'test' (default: all other sets: \(ParameterName.list))"),
        ],
        examples: [
            "zklink prover queue --jobs jobs --listen 10.0.0.1:9150 --token-file prover.token --program build/guests/TransitionProgram.elf",
            "zklink prover queue --jobs jobs --listen 10.0.0.1:9150 --token-file prover.token --program build/guests/TransitionProgram.elf --join-keys Guests/joins.txt --wrap-verifying-key build/wrap.json",
        ]
    ) { session in
        let shutdown = Shutdown()
        let folder = try JobFolder(path: session.required("jobs"))
        let (address, port) = try listener(session)
        let token = try QueueAccess.token(session)
        let last: JobKind = session.optional("join-keys") == nil ? .chunk : .wrap
        let check: any ResultCheck =
            last == .chunk
            ? ChunkCheck(try verifier(session)) : try ProverWorkSet.check(session)
        let data = session.optional("data") ?? folder.path + "/queue"
        let store = try QueueAccess.asking { () throws(JobError) in
            try EmbeddedJobStore(JobFolder.store(data), check: check)
        }
        let count = try folder.addJobs(to: store)
        let service = try ProverService(
            store, address: address, port: port, token: token,
            planMilliseconds: last == .wrap ? 1_000 : nil,
            log: { ProcessCommands.say($0) })
        ProcessCommands.ready([
            "port": .integer(service.port), "jobs": .integer(count),
        ])
        while !shutdown.isRequested {
            if try folder.takeResults(from: store, through: last) {
                ProcessCommands.say(
                    last == .wrap
                        ? "the block is proven: \(folder.path)/wrap"
                        : "every part is proven: run prove-block without --jobs-only")
                break
            }
            Thread.sleep(forTimeInterval: 0.2)
        }
        shutdown.wait()
        service.stop()
    }

    static let status = CommandDescription(
        "prover status", "Shows what waits, runs and fails in a queue of proving jobs",
        options: QueueAccess.options,
        examples: ["zklink prover status --node http://10.0.0.1:9150 --token-file prover.token"]
    ) { session in
        let source = try QueueAccess(session).source(check: NoCheck())
        let status = try QueueAccess.asking { () throws(JobError) in try source.status() }
        let report = QueueReport(status)
        session.console.show(report.json, text: report.text)
    }

    static let retry = CommandDescription(
        "prover retry", "Lets a job run again that was set aside after failures",
        arguments: ["ID"], options: QueueAccess.options,
        examples: [
            "zklink prover retry 0x\(String(repeating: "1d", count: 32)) --postgres 'dbname=zklink'"
        ]
    ) { session in
        let text = session.invocation.arguments[0]
        guard let id = Bytes32(hex: text) else {
            throw UsageError("'\(text)' is no id of a job: see 'zklink prover status'")
        }
        let source = try QueueAccess(session).source(check: NoCheck())
        try QueueAccess.asking { () throws(JobError) in try source.retry(id) }
        session.console.show(["job": .string("0x\(id.hex)")], text: "0x\(id.hex) is ready again")
    }

    private static func listener(_ session: Session) throws -> (String, Int) {
        let text = try session.required("listen")
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { throw UsageError("'--listen \(text)' is not ADDRESS:PORT") }
        return (String(text[..<colon]), Int(port))
    }

    private static func verifier(_ session: Session) throws -> BlockVerifier {
        let set = try session.optional("parameters").map(ParameterName.parse)
        let wanted = try session.required("program")
        let digest =
            try Bytes32(hex: wanted)
            ?? GuestFiles.prover(
                GuestFiles.program(wanted), set ?? .chunk, workers: .allProcessors
            ).programDigest
        return BlockVerifier(
            programDigest: digest, parameters: set == .test ? .any : .secure,
            workers: .allProcessors)
    }
}

/// Verifies nothing: for commands that deliver no results.
private struct NoCheck: ResultCheck {
    var kinds: Set<JobKind> { [] }

    func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) { throw WorkFailure("nothing is verified here") }
}
