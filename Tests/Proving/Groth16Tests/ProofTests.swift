import BN254
import Fields
import Groth16
import Parallel
import R1CS
import TestSupport
import Testing

@Suite struct ProofTests {
    @Test(arguments: [1, 2, 5, 61, 300])
    func provesAndVerifies(length: Int) throws {
        let circuit = ChainCircuit(length: length)
        let key = try KeyMemory(try circuit.key(seed: 90)).key()
        try key.lint(workers: .serial)
        let witness = try CircuitBuilder.assign(circuit.build)
        let verifier = try Verifier(key.verifyingKey)
        let inputs = [circuit.result.canonical]
        var source = SeededGenerator(seed: 91)
        let proof = try Prover(key, workers: .serial).prove(witness, randomness: &source)
        try verifier.verify(proof, inputs: inputs)
        let other = try Prover(key, workers: Workers(count: 3)).prove(
            witness, randomness: &source)
        try verifier.verify(other, inputs: inputs)
        // Blinded: the same witness gives other points.
        #expect(proof.a != other.a && proof.b != other.b && proof.c != other.c)
        #expect(throws: Groth16Error.equation) {
            try verifier.verify(proof, inputs: [(circuit.result + .one).canonical])
        }
        // No proof comes from values that do not satisfy the circuit.
        var wrong = witness
        wrong[2] += .one
        let forged = try Prover(key, workers: .serial).prove(wrong, randomness: &source)
        #expect(throws: Groth16Error.equation) { try verifier.verify(forged, inputs: inputs) }
    }

    @Test func keysOfOneSeedAreEqualForAnyThreads() throws {
        let circuit = ChainCircuit(length: 40)
        let one = try circuit.key(seed: 92)
        #expect(try circuit.key(seed: 92, workers: Workers(count: 3)) == one)
        #expect(try circuit.key(seed: 93) != one)
    }

    @Test func refusesWitnessesOfAnotherShape() throws {
        let circuit = ChainCircuit(length: 5)
        let key = try KeyMemory(try circuit.key(seed: 94)).key()
        let prover = Prover(key, workers: .serial)
        var witness = try CircuitBuilder.assign(circuit.build)
        var source = SeededGenerator(seed: 95)
        #expect(throws: Groth16Error.witnessCount(expected: witness.count, actual: 0)) {
            _ = try prover.prove([], randomness: &source)
        }
        witness[0] = Fr(2)
        #expect(throws: Groth16Error.witnessStart) {
            _ = try prover.prove(witness, randomness: &source)
        }
    }

    @Test func batchesHoldOnlyIfEachProofDoes() throws {
        let circuits = (0..<4).map { ChainCircuit(start: Fr(UInt64($0 + 2)), length: 9) }
        let key = try KeyMemory(try circuits[0].key(seed: 96)).key()
        var source = SeededGenerator(seed: 97)
        let prover = Prover(key, workers: .serial)
        var batch: [(proof: Proof, inputs: [Integer256])] = []
        for circuit in circuits {
            let witness = try CircuitBuilder.assign(circuit.build)
            let proof = try prover.prove(witness, randomness: &source)
            batch.append((proof, [circuit.result.canonical]))
        }
        let verifier = try Verifier(key.verifyingKey)
        try verifier.verify(batch: batch, randomness: &source)
        try verifier.verify(batch: [], randomness: &source)
        // Two errors that cancel without random powers.
        var swapped = batch
        swapped[1].inputs = batch[2].inputs
        swapped[2].inputs = batch[1].inputs
        #expect(throws: Groth16Error.equation) {
            try verifier.verify(batch: swapped, randomness: &source)
        }
        swapped = batch
        swapped[3].inputs = []
        #expect(throws: Groth16Error.inputCount(expected: 1, actual: 0)) {
            try verifier.verify(batch: swapped, randomness: &source)
        }
    }

    @Test func proofsComeBackFromBytes() throws {
        let circuit = ChainCircuit(length: 9)
        let key = try KeyMemory(try circuit.key(seed: 98)).key()
        var source = SeededGenerator(seed: 99)
        let witness = try CircuitBuilder.assign(circuit.build)
        let proof = try Prover(key, workers: .serial).prove(witness, randomness: &source)
        #expect(try Proof(ethereum: proof.ethereumBytes) == proof)
        #expect(try Proof(compressed: proof.compressedBytes) == proof)
        let verifier = try Verifier(key.verifyingKey)
        for round in 0..<300 {
            var bytes = round % 2 == 0 ? proof.ethereumBytes : proof.compressedBytes
            let place = Int.random(in: 0..<bytes.count, using: &source)
            bytes[place] ^= 1 << UInt8(Int.random(in: 0..<8, using: &source))
            if round % 10 == 0 { bytes.removeLast(place) }
            let decoded =
                round % 2 == 0 ? try? Proof(ethereum: bytes) : try? Proof(compressed: bytes)
            guard let decoded else { continue }
            #expect(throws: Groth16Error.equation) {
                try verifier.verify(decoded, inputs: [circuit.result.canonical])
            }
        }
    }
}
