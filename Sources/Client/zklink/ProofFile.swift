import Bytes
import Riscv
import RiscvCircuits
import RiscvProver

/// Proofs in files: reading, and the verifier's refusals as errors of commands.
enum ProofFile {
    /// The bytes of a file that may be a proof.
    static func bytes(_ path: String) throws -> [UInt8] {
        let bytes = try InputFile.bytes(path, limit: RiscvProof.byteCountLimit)
        guard !bytes.isEmpty else { throw InputError("\(path) is empty", reason: "noProof") }
        return bytes
    }

    /// Runs a step of the verifier: `InputError` for bytes that are not a proof, `CommandFailure`
    /// for a proof that is refused.
    static func convertingErrors<Result>(
        _ body: () throws(RiscvProofError) -> Result
    ) throws -> Result {
        do throws(RiscvProofError) {
            return try body()
        } catch {
            throw converted(error)
        }
    }

    private static func converted(_ error: RiscvProofError) -> any Error {
        switch error {
        case .byteCountLimit(let limit, let actual):
            InputError(
                "not a proof: \(actual) bytes, a proof has at most \(limit)", reason: "tooLong")
        case .magic:
            InputError("not a proof: the file does not begin as one", reason: "noProof")
        case .version(let version):
            InputError(
                "the proof has format version \(version), which is not known here",
                reason: "version")
        case .decoding, .key, .outputLimit, .proofDecoding:
            InputError("the proof is malformed: \(ErrorText.words(error))", reason: "malformed")
        case .programDigest(let expected, let actual):
            CommandFailure(
                "programDigest",
                "the proof is about program 0x\(actual.hex), not 0x\(expected.hex)")
        case .testParameters:
            CommandFailure(
                "testParameters",
                "the proof has the parameters of tests and proves nothing; use '--parameters test' to verify it anyway"
            )
        case .profile:
            CommandFailure(
                "profile", "the tables of the proof have other heights than those of blocks")
        case .machine:
            CommandFailure("machine", "this build has no machine: \(ErrorText.words(error))")
        case .refused(let reason):
            CommandFailure("refused", "the proof does not hold: \(ErrorText.words(reason))")
        case .exitCode(let code):
            CommandFailure("exitCode", "the run exited with code \(code)")
        }
    }
}
