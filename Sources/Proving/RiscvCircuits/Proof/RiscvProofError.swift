public import Bytes
public import Constraints
public import StarkVerifier

/// Reasons why bytes do not prove a run of a program.
public enum RiscvProofError: Error, Equatable {
    /// There are more bytes than a proof may have.
    case byteCountLimit(limit: Int, actual: Int)
    /// The bytes do not begin as a proof does.
    case magic
    /// The format has another version.
    case version(UInt32)
    /// The bytes end early.
    case decoding(DecodingError)
    /// The program key is invalid.
    case key(ProgramKeyError)
    /// There are more words of output than a proof may have, or than this one has rows for.
    case outputLimit(limit: Int, actual: Int)
    /// The proof is about another program, machine, protocol or parameter set.
    case programDigest(expected: Bytes32, actual: Bytes32)
    /// The parameters are for tests and have no security.
    case testParameters
    /// The chips of this build are not a valid machine.
    case machine(MachineError)
    /// The tables have the heights of no profile that is allowed.
    case profile(heightsLog2: [Int?])
    /// The rest of the bytes is not a proof for the key.
    case proofDecoding(ProofDecodingError)
    /// The proof does not prove the statement.
    case refused(StarkError)
    /// The run is proven, but its exit code is not zero.
    case exitCode(UInt32)
}
