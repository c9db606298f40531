import BN254
import Bytes
import Foundation
import Groth16
import Groth16Files
import Parallel
import R1CS
import TestSupport
import Testing

/// Verifiers of other machines, generated from keys of fixed seeds: `contracts/tests` runs them.
@Suite struct VerifierSourceTests {
    private func square(_ builder: inout CircuitBuilder) {
        let result = builder.publicInput(Fr(49))
        let root = builder.hint(Fr(7))
        builder.require(root * root == result)
    }

    /// A key in memory, and a proof of the square under it.
    private func keyAndProof(seed: UInt64) throws -> (VerifyingKey, Proof) {
        var source = SeededGenerator(seed: seed)
        let setup = try Setup(CircuitBuilder.record(square).system)
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: setup.byteCount, alignment: 16)
        defer { memory.deallocate() }
        setup.write(
            Trapdoor(randomness: &source), into: memory, workers: .serial, progress: { _ in })
        let key = try ProvingKey(UnsafeRawBufferPointer(memory), owner: nil)
        #expect(key.origin == .development)
        let proof = try Prover(key, workers: .serial).prove(
            try CircuitBuilder.assign(square), randomness: &source)
        try Verifier(key.verifyingKey).verify(proof, inputs: [Integer256(49)])
        return (key.verifyingKey, proof)
    }

    /// Compares with a file of `Tests/Vectors/groth16-contract`; ZKLINK_GOLDEN=write writes it.
    private func expectGolden(_ text: String, _ name: String) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Vectors/groth16-contract/\(name)").standardized
        if ProcessInfo.processInfo.environment["ZKLINK_GOLDEN"] == "write" {
            try Data(text.utf8).write(to: path)
        }
        #expect(try String(contentsOf: path, encoding: .utf8) == text, "\(name) differs")
    }

    @Test func verifiersAreTheCommittedOnes() throws {
        let (key, proof) = try keyAndProof(seed: 120)
        let (other, otherProof) = try keyAndProof(seed: 121)
        #expect(key != other)
        try expectGolden(
            try VyperVerifier.source(key, origin: .development), "Groth16Verifier.vy")
        try expectGolden(
            try SolanaConstants.source(key, origin: .development), "groth16_key.h")
        try expectGolden(
            """
            {
             "origin": "VerifierSourceTests: the square of 7 under keys of the seeds 120 and 121",
             "input": "49",
             "proof": "\(Hex.encode(proof.ethereumBytes))",
             "proofOfOtherKey": "\(Hex.encode(otherProof.ethereumBytes))"
            }

            """, "proof.json")
    }

    @Test func keysOfCeremoniesNameTheirTranscript() throws {
        let (key, _) = try keyAndProof(seed: 120)
        let hash = Bytes32 { UInt8($0) }
        let contract = try VyperVerifier.source(key, origin: .ceremony(transcript: hash))
        #expect(contract.contains(hash.hex) && !contract.contains("DEVELOPMENT"))
        #expect(!contract.contains("__init__"))
        let header = try SolanaConstants.source(key, origin: .ceremony(transcript: hash))
        #expect(header.contains(hash.hex) && header.contains("DEVELOPMENT_KEY 0"))
        // A key without a mark counts as a development key.
        #expect(
            try VyperVerifier.source(key, origin: .unmarked)
                == VyperVerifier.source(key, origin: .development))
    }

    @Test func badKeysGiveNoVerifier() throws {
        let (key, _) = try keyAndProof(seed: 120)
        func changed(
            delta2: AffinePoint<G2>? = nil, inputs: [AffinePoint<G1>]? = nil
        ) -> VerifyingKey {
            VerifyingKey(
                alpha1: key.alpha1, beta2: key.beta2, gamma2: key.gamma2,
                delta2: delta2 ?? key.delta2, inputs: inputs ?? key.inputs)
        }
        func expectRefusal(_ key: VerifyingKey, _ error: Groth16Error) {
            #expect(throws: error) { try VyperVerifier.source(key, origin: .development) }
            #expect(throws: error) { try SolanaConstants.source(key, origin: .development) }
        }
        expectRefusal(changed(delta2: key.gamma2), .degenerateKey(.delta))
        expectRefusal(
            changed(inputs: key.inputs + [G1.generator]), .inputCount(expected: 1, actual: 2))
        expectRefusal(changed(inputs: [key.inputs[0], .infinity]), .degenerateKey(.input(1)))
        expectRefusal(changed(delta2: -key.gamma2), .degenerateKey(.delta))
    }
}
