public import Bytes
import Constraints
import FRI
import Hashing
public import Parallel
import StarkVerifier

/// Verifies proofs of runs; it never traps.
public enum RiscvVerifier {
    /// Parameter sets that a verifier accepts.
    public enum Parameters: Sendable {
        /// Sets with security.
        case secure
        /// Sets for tests as well.
        case any
    }

    /// Verifies a proof of a run of the program with a digest and returns the result of the run.
    ///
    /// A program that fails exits with a code that is not zero, which can be proven as well:
    /// callers that require success check the code or call `verifySuccess`. With profiles, a proof
    /// whose tables have the heights of none of them is refused.
    public static func verify<Chips: ProgramMachine>(
        _ bytes: [UInt8], programDigest: Bytes32, parameters: Parameters = .secure,
        profiles: [HeightProfile]? = nil, workers: Workers = .serial,
        machine: Chips.Type = RiscvMachine.self
    ) throws(RiscvProofError) -> RunResult {
        let proof = try RiscvProof(bytes, machine: machine)
        let machine = try checkedMachine(machine)
        let actual = proof.key.digest(for: machine).bytes
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
        if let profiles, !profiles.contains(where: { $0.matches(machineProof.heightsLog2) }) {
            throw .profile(heightsLog2: machineProof.heightsLog2)
        }
        // More output than rows is refused before the statement is built from it.
        let claim = proof.claim
        if let (rows, needed) = Chips.tooShort(machineProof.heightsLog2, for: claim) {
            throw .outputLimit(limit: rows, actual: needed)
        }
        let statement = Chips.statement(claim)
        do {
            try Verifier(key: key, workers: workers).verify(machineProof, statement: statement)
        } catch {
            throw .refused(error)
        }
        return proof.result
    }

    /// Verifies a proof that the program with a digest succeeded and returns its output.
    public static func verifySuccess<Chips: ProgramMachine>(
        _ bytes: [UInt8], programDigest: Bytes32, parameters: Parameters = .secure,
        workers: Workers = .serial, machine: Chips.Type = RiscvMachine.self
    ) throws(RiscvProofError) -> [UInt32] {
        let result = try verify(
            bytes, programDigest: programDigest, parameters: parameters, workers: workers,
            machine: machine)
        guard result.exitCode == 0 else { throw .exitCode(result.exitCode) }
        return result.output
    }

    private static func checkedMachine<Chips: ProgramMachine>(
        _ machine: Chips.Type
    ) throws(RiscvProofError) -> CheckedMachine<Chips> {
        do {
            return try Chips.checked()
        } catch {
            throw .machine(error)
        }
    }
}
