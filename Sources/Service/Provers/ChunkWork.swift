public import BlockProofs
public import BlockProving
import FRI
public import ProofJobs
import RiscvProver

/// Verifies results of chunk jobs: a `PartProof` of the `PartJob` in the payload.
public struct ChunkCheck: ResultCheck {
    private let verifier: BlockVerifier

    /// A check with the verifier of a program.
    public init(_ verifier: BlockVerifier) { self.verifier = verifier }

    public var kinds: Set<JobKind> { [.chunk] }

    /// Throws unless a result is a proof of the part in the payload, of the verifier's program.
    public func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {
        let part: PartJob
        do throws(BlockProofError) {
            part = try PartJob(decoding: job.payload)
            // The program is the verifier's, whatever the job says.
            try verifier.verify(try PartProof(decoding: result), of: part)
        } catch {
            throw WorkFailure("\(error)")
        }
        guard part.programDigest == verifier.programDigest else {
            throw WorkFailure("the job is for another program")
        }
    }
}

/// Proves chunk jobs.
public struct ChunkWork: CheckedWork {
    private let prover: PartProver
    /// Verifies the results.
    public let check: ChunkCheck

    /// The work of a prover of parts.
    public init(_ prover: PartProver) {
        self.prover = prover
        check = ChunkCheck(prover.blockVerifier)
    }

    /// The proof was verified by the prover before it is returned.
    public func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] {
        let part: PartJob
        do throws(BlockProofError) {
            part = try PartJob(decoding: job.payload)
        } catch {
            throw WorkFailure("the payload is no job of a part: \(error)")
        }
        do throws(BlockProvingError) {
            let proof = try prover.prove(part) { event in
                if case .began(let stage) = event { progress(Self.words(stage)) }
            }
            return proof.encoded
        } catch {
            throw WorkFailure("\(error)")
        }
    }

    private static func words(_ stage: RunStage) -> String {
        switch stage {
        case .execution: "execution"
        case .filling: "traces"
        case .proof(let stage): "\(stage)"
        }
    }
}
