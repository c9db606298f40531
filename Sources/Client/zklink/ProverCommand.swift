import BlockProving
import Dispatch
import Foundation
import Network
import Parallel
import ProofJobs
import ProofStores
import Provers

/// A worker: takes jobs from a queue and proves them.
enum ProverCommand {
    static let command = CommandDescription(
        "prover", "Proves blocks as a worker: takes jobs from a queue until it is stopped",
        options: QueueAccess.options + ProveBlockCommand.options + ProverWorkSet.options + [
            OptionDescription(
                "kinds", "LIST",
                "kinds of jobs to take, with commas: chunk, join, compress, last, wrap (default: those that the files allow)"
            ),
            OptionDescription(
                "name", "NAME", "the worker's name for operators (default: host and process)"),
        ],
        examples: [
            "zklink prover --node http://10.0.0.1:9150 --token-file prover.token --program build/guests/TransitionProgram.elf",
            "zklink prover --postgres 'host=db dbname=zklink user=prover' --program build/guests/TransitionProgram.elf --threads 16",
            "zklink prover --node http://10.0.0.1:9150 --token-file prover.token --program build/guests/TransitionProgram.elf --join-keys Guests/joins.txt --wrap-key build/wrap.zkey --kinds compress,last,wrap",
            "ZKLINK_POSTGRES=postgresql://prover:secret@db/zklink zklink prover --kinds chunk --program build/guests/TransitionProgram.elf",
        ]
    ) { session in
        let shutdown = Shutdown()
        let kinds = try kinds(session)
        let name = try name(session)
        let access = try QueueAccess(session)
        let work = try ProverWorkSet.work(kinds, session)
        let source = try access.source(check: work)
        let log = ProverLog(console: session.console)
        let worker = ProverWorker(
            source, work: work, kinds: kinds, name: name, observer: log.observe)
        ProcessCommands.ready([
            "name": .string(name),
            "kinds": .array(kinds.map { .string($0.rawValue) }),
        ])
        let thread = Thread { worker.run() }
        thread.stackSize = 16 << 20
        thread.start()
        shutdown.wait()
        // The process ends without the proof in progress, and without a queue that does not answer.
        let isDone = DispatchSemaphore(value: 0)
        Thread {
            worker.stop()
            isDone.signal()
        }.start()
        log.stopped(gaveBack: isDone.wait(timeout: .now() + stopSeconds) == .success)
    }

    /// The time to give a lease back; it ends by itself.
    private static let stopSeconds = 5.0

    private static func kinds(_ session: Session) throws -> Set<JobKind> {
        guard let text = session.optional("kinds") else { return ProverWorkSet.kinds(session) }
        var kinds: Set<JobKind> = []
        for name in text.split(separator: ",") {
            guard let kind = JobKind(rawValue: String(name)) else {
                let names = JobKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError("'--kinds \(text)': '\(name)' is none of \(names)")
            }
            kinds.insert(kind)
        }
        guard !kinds.isEmpty else { throw UsageError("'--kinds' needs at least one kind") }
        return kinds
    }

    private static func name(_ session: Session) throws -> String {
        let name =
            session.optional("name")
            ?? "\(ProcessInfo.processInfo.hostName.prefix(40))-\(getpid())"
        guard (1...JobLimits.workerByteCount).contains(name.utf8.count) else {
            throw UsageError("'--name' has 1 to \(JobLimits.workerByteCount) bytes")
        }
        return name
    }
}
