public import Bytes
import Constraints
import FRI
public import Parallel
import StarkVerifier

/// Verifies proofs of runs; it never traps.
public enum RiscvVerifier {
    /// Which parameter sets a verifier takes.
    public enum Parameters: Sendable {
        /// Those that prove something.
        case secure
        /// Those of tests as well.
        case any
    }

    /// What the program of a digest gave, if the bytes prove it.
    ///
    /// A program that fails exits with a code that is not zero, which can be proven as well:
    /// callers that require success check the code or call `verifySuccess`.
    public static func verify(
        _ bytes: [UInt8], programDigest: Bytes32, parameters: Parameters = .secure,
        workers: Workers = .serial
    ) throws(RiscvProofError) -> RunResult {
        let proof = try RiscvProof(bytes)
        let machine = try machine()
        let actual = proof.key.digest(for: machine)
        guard actual == programDigest else {
            throw .programDigest(expected: programDigest, actual: actual)
        }
        guard parameters == .any || !proof.key.parameterSet.isForTestsOnly else {
            throw .testParameters
        }
        let key = proof.key.starkKey(for: machine)
        let machineProof: StarkProof<Poseidon2Hashing.Tree>
        do {
            machineProof = try ProofReader(key: key).read(proof.machineProof)
        } catch {
            throw .proofDecoding(error)
        }
        try checkOutput(proof.result.output.count, machineProof.heightsLog2)
        let statement = RiscvMachine.statement(
            entry: proof.key.entry, memory: proof.key.memory, result: proof.result)
        do {
            try Verifier(key: key, workers: workers).verify(machineProof, statement: statement)
        } catch {
            throw .refused(error)
        }
        return proof.result
    }

    /// The output of the program of a digest, if the bytes prove that it exited with code zero.
    public static func verifySuccess(
        _ bytes: [UInt8], programDigest: Bytes32, parameters: Parameters = .secure,
        workers: Workers = .serial
    ) throws(RiscvProofError) -> [UInt32] {
        let result = try verify(
            bytes, programDigest: programDigest, parameters: parameters, workers: workers)
        guard result.exitCode == 0 else { throw .exitCode(result.exitCode) }
        return result.output
    }

    /// Refuses more output than the output chip has rows, before a statement is made of it.
    private static func checkOutput(
        _ count: Int, _ heightsLog2: [Int?]
    ) throws(RiscvProofError) {
        let rowCount = heightsLog2[RiscvMachine.Part.output.rawValue].map { 1 << $0 } ?? 0
        guard count <= rowCount else { throw .outputLimit(limit: rowCount, actual: count) }
    }

    private static func machine() throws(RiscvProofError) -> CheckedMachine<RiscvMachine> {
        do {
            return try RiscvMachine.checked()
        } catch {
            throw .machine(error)
        }
    }
}
