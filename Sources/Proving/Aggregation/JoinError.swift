public import Bytes
public import Constraints
public import Hashing
public import RiscvCircuits
public import StarkVerifier

/// Reasons why bytes are not a joined proof or a job, a job cannot be done, or a result is refused.
public enum JoinError: Error, Equatable {
    /// The bytes do not begin as those of this kind do.
    case magic
    /// The format has another version.
    case version(UInt32)
    /// The bytes end early, are left over, exceed a limit, or have a value that is not allowed.
    case decoding(DecodingError)
    /// The chips of this build are not a valid machine.
    case machine(MachineError)
    /// The commitment of the key has another number of nodes than those of the shape.
    case capCount(expected: Int, actual: Int)
    /// The proof is not of the shape and has no encoding.
    case proofEncoding(ProofEncodingError)
    /// The rest of the bytes is not a proof of the shape.
    case proofDecoding(ProofDecodingError)
    /// A plan has another number of runs than there are proofs.
    case runCount(expected: Int, actual: Int)
    /// The list has no such program.
    case unknownKind(JoinKind)
    /// The job or the result is for another list of keys.
    case keyRoot(expected: Digest, actual: Digest)
    /// The result is about runs of another program.
    case program(expected: Bytes32, actual: Bytes32)
    /// The result is that of another program of the list than the job's.
    case otherJoin(JoinKind)
    /// The result does not start where the job does.
    case before(expected: Bytes32, actual: Bytes32)
    /// The result does not end where the job does.
    case after(expected: Bytes32, actual: Bytes32)
    /// A child of a job is not the proof of a run.
    case run(child: Int, RiscvProofError)
    /// The children of a job cannot be joined.
    case notJoined(JoinProver.Refusal)
    /// No prover can be made for a program: the list is for other shapes.
    case noProver(JoinKind)
    /// This build gives a program another key than the list has.
    case otherKey(JoinKind)
    /// The proof is refused.
    case refused(AggregationVerifier.Refusal)
}
