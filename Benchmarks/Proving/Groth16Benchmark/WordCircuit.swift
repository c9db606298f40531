import BN254
import Fields
import R1CS

/// A circuit like that of a STARK verifier: about three quarters of the constraints hold 64-bit
/// words to their range, bit by bit, and one quarter are Poseidon2 permutations of full scalars.
struct WordCircuit {
    let log2: Int

    private static let wordCount = 10
    /// Ranges, products of neighbours, and a permutation of width 2 with 72 S-boxes.
    private static let roundCount = wordCount * 65 + wordCount - 1 + 3 * 72

    func build(_ builder: inout CircuitBuilder) {
        let rounds = ((1 << log2) - 8) / Self.roundCount
        let result = builder.publicInput(digest(rounds))
        var state = [Signal(constant: Fr(1)), Signal(constant: Fr(2))]
        state[0] = builder.hint(Fr(1))
        state[1] = builder.hint(Fr(2))
        for round in 0..<rounds {
            let words = Self.words(round).map { builder.goldilocks($0) }
            for (left, right) in zip(words, words.dropFirst()) {
                state[0] += builder.multiply(left, right).signal
            }
            state = builder.permute(.width2, state)
        }
        builder.require(state[0] == result)
    }

    /// The same without a circuit.
    private func digest(_ rounds: Int) -> Fr {
        var state = [Fr(1), Fr(2)]
        for round in 0..<rounds {
            let words = Self.words(round).map { Fr($0.value) }
            for (left, right) in zip(words, words.dropFirst()) { state[0] += left * right }
            ScalarPoseidon2.width2.permute(&state)
        }
        return state[0]
    }

    private static func words(_ round: Int) -> [Goldilocks] {
        (0..<wordCount).map { index in
            let seed = UInt64(round * wordCount + index + 1)
            return Goldilocks(reducing: seed &* 0x9e37_79b9_7f4a_7c15)
        }
    }
}
