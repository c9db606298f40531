public import Aggregation
import BlockAggregation
import Bytes
public import Hashing
import Parallel
public import ProofJobs
public import RiscvCircuits
import Synchronization

/// Verifies results of join jobs: joined proofs of what lies between the ends of the inputs.
public struct JoinCheck: ResultCheck {
    let program: Digest
    let verifier: AggregationVerifier
    let profiles: [HeightProfile]

    /// A check of joins of a program's runs in some profiles, with the verifier of a list of keys.
    public init(
        program: Digest, verifier: AggregationVerifier,
        profiles: [HeightProfile] = RiscvMachine.profiles
    ) {
        self.program = program
        self.verifier = verifier
        self.profiles = profiles
    }

    public var kinds: Set<JobKind> { [.join] }

    /// Throws unless a result is a joined proof from the first input's beginning to the last's end.
    public func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {
        let ends = try sources(inputs).ends
        let joined = try WorkFailure.explaining {
            try JoinedProof(decoding: result, shape: verifier.shape)
        }
        try WorkFailure.require(
            joined.statement,
            is: AggregationStatement(
                program: program, keyRoot: verifier.keys.root, before: ends.before,
                after: ends.after))
        try WorkFailure.explaining { try verifier.verify(joined) }
    }

    func sources(_ inputs: [[UInt8]]) throws(WorkFailure) -> JoinSources {
        try JoinSources(inputs, shape: verifier.shape, profiles: profiles)
    }
}

/// Proves join jobs.
///
/// A class because its provers are made with the first job of their kind, and used by one job at a
/// time.
public final class JoinWork: CheckedWork {
    /// Verifies the results.
    public let check: JoinCheck
    private let worker: Mutex<JoinWorker>

    /// The work of the programs of a list for the runs of a program.
    public init(
        program: Digest, worker: JoinWorker,
        profiles: [HeightProfile] = RiscvMachine.profiles
    ) {
        check = JoinCheck(program: program, verifier: worker.verifier, profiles: profiles)
        self.worker = Mutex(worker)
    }

    /// The proof was verified before it is returned.
    public func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] {
        let (program, root) = (check.program, check.verifier.keys.root)
        switch try check.sources(inputs) {
        case .parts(let runs, let tree):
            return try prove { worker in
                progress("join of \(runs.count == 1 ? "one part" : "two parts")")
                return try worker.prove(tree, runs: runs, program: program)
            }
        case .joined(let before, let after):
            return try prove { worker in
                progress("join of two joins")
                return try worker.prove(
                    JoinJob(
                        kind: .join, program: program, keyRoot: root, before: before,
                        after: after, children: inputs))
            }
        }
    }

    private func prove(
        _ body: (inout JoinWorker) throws -> [UInt8]
    ) throws(WorkFailure) -> [UInt8] {
        try WorkFailure.explaining { try worker.withLock { try body(&$0) } }
    }
}
