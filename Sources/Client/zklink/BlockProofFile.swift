import BlockProofs
import BlockProving
import Bytes
import Foundation
import Ledger
import RiscvCircuits
import RiscvProver

/// Jobs and proofs of blocks in files, and their refusals as errors of commands.
enum BlockProofFile {
    /// Runs a decoder: `InputError` for bytes that are not what they should be.
    static func decoding<Value>(
        _ path: String, _ body: () throws(BlockProofError) -> Value
    ) throws -> Value {
        do throws(BlockProofError) {
            return try body()
        } catch {
            switch error {
            case .magic:
                throw InputError("\(path) does not begin as it should", reason: "noProof")
            case .version(let version):
                throw InputError(
                    "\(path) has format version \(version), which is not known here",
                    reason: "version")
            default:
                throw InputError(
                    "\(path) is malformed: \(ErrorText.words(error))", reason: "malformed")
            }
        }
    }

    /// Runs a step of the verifier: a refusal is a `CommandFailure` with the case as its reason.
    static func verifying<Value>(
        _ body: () throws(BlockProofError) -> Value
    ) throws -> Value {
        do throws(BlockProofError) {
            return try body()
        } catch {
            throw refusal(error)
        }
    }

    static func refusal(_ error: BlockProofError) -> CommandFailure {
        if case .part(let index, .testParameters) = error {
            return CommandFailure(
                "testParameters",
                "part \(index) has the parameters of tests and proves nothing; use '--parameters test' to verify it anyway"
            )
        }
        if case .part(let index, let reason) = error {
            return CommandFailure(
                caseName(reason),
                "the proof of part \(index) is refused: \(ErrorText.words(reason))")
        }
        return CommandFailure(
            caseName(error), "the proof of the block is refused: \(ErrorText.words(error))")
    }

    /// Runs a step of the prover with its errors as those of commands.
    static func proving<Value>(
        _ body: () throws(BlockProvingError) -> Value
    ) throws -> Value {
        do throws(BlockProvingError) {
            return try body()
        } catch {
            throw converted(error)
        }
    }

    private static func converted(_ error: BlockProvingError) -> any Error {
        switch error {
        case .transition(let reason):
            CommandFailure(
                "block", "the data are not those of the block: \(ErrorText.words(reason))")
        case .run(.key(let reason)):
            CommandFailure("key", "the program has no key: \(ErrorText.words(reason))")
        case .run(let reason):
            CommandFailure("proving", "no proof could be made: \(ErrorText.words(reason))")
        case .refusedByProgram, .disagreement:
            CommandFailure(
                "program",
                "the program does not execute parts of blocks of this version: \(ErrorText.words(error))"
            )
        case .operationTooLarge(let index):
            CommandFailure(
                "operationTooLarge", "operation \(index) of the block is too large for a part")
        case .otherProgram:
            CommandFailure(
                "otherProgram",
                "the job is for another program or other parameters ('--program', '--parameters')")
        case .proof(let reason): refusal(reason)
        case .file(let call, let name, let code):
            InputError("\(call) of \(name): \(String(cString: strerror(code)))")
        case .folderInUse:
            CommandFailure("folderInUse", "another process works in the folder")
        }
    }

    /// The name of an error's case, for programs.
    private static func caseName(_ error: Any) -> String {
        Mirror(reflecting: error).children.first?.label ?? "\(error)"
    }
}
