import Bytes
import FRI
import Parallel
import Riscv
import RiscvCircuits
import RiscvPrograms
import RiscvProver
import TestSupport
import Testing

/// The verifier compiled for RV32IM, as `scripts/guests.sh` built it, on proofs made here.
@Suite struct VerifierGuestTests {
    /// Echoes two words, with some arithmetic.
    private func prover() throws -> RunProver<RiscvMachine> {
        try RunProver<RiscvMachine>(
            Program(
                words: Assembly.call(1, Place.data, 2) + Assembly.call(2, Place.data, 2)
                    + Assembly.call(0)),
            parameterSet: .test, workers: .serial)
    }

    private func verify(_ proof: [UInt8], _ digest: Bytes32) throws -> Execution {
        var input = WordStream()
        input.append(frame: digest.array)
        input.append(frame: proof)
        return try Program(elf: GuestFile.load("VerifierCheck")).execute(
            input: input, precompiles: RiscvMachine.precompiles)
    }

    @Test func acceptsAProofAndRefusesOthers() throws {
        let prover = try prover()
        let proof = try prover.prove(input: WordStream(words: [5, 8])).bytes
        let accepted = try verify(proof, prover.programDigest)
        #expect(accepted.outcome == .exited(code: 0))
        #expect(accepted.output.words == [0, 5, 8])
        for place in [proof.count / 3, proof.count - 9] {
            var changed = proof
            changed[place] ^= 1
            #expect(try verify(changed, prover.programDigest).outcome == .exited(code: 1))
        }
        var digest = prover.programDigest.array
        digest[0] ^= 1
        let other = try #require(Bytes32(digest))
        #expect(try verify(proof, other).outcome == .exited(code: 1))
        #expect(try verify([], prover.programDigest).outcome == .exited(code: 1))
    }
}
