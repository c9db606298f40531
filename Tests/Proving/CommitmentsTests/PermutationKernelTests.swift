import CKernels
import Fields
import Hashing
import Polynomials
import TestSupport
import Testing

/// S-boxes of the vector kernels on words that are not canonical.
///
/// Such words are so rare that the tests construct states with them.
@Suite struct PermutationKernelTests {
    /// The matrix before the first round: circ(2, 3, 1, 1) in blocks, twice on the diagonal.
    private static func matrix(_ row: Int, _ column: Int) -> Goldilocks {
        let circulant: [UInt32] = [2, 3, 1, 1]
        let factor = circulant[(column + 4 - row % 4) % 4]
        return Goldilocks(row / 4 == column / 4 ? 2 * factor : factor)
    }

    /// The state that the matrix maps to a target (Gauss and Jordan).
    private static func preimage(_ target: [Goldilocks]) -> [Goldilocks] {
        var rows = target.indices.map { row in
            target.indices.map { matrix(row, $0) } + [target[row]]
        }
        for pivot in target.indices {
            if let other = (pivot..<target.count).first(where: { rows[$0][pivot] != .zero }) {
                rows.swapAt(pivot, other)
            }
            let inverse = rows[pivot][pivot].inverseOrZero
            rows[pivot] = rows[pivot].map { $0 * inverse }
            for row in target.indices where row != pivot {
                let factor = rows[row][pivot]
                rows[row] = zip(rows[row], rows[pivot]).map { $0 - factor * $1 }
            }
        }
        return rows.map { $0[target.count] }
    }

    private static func withConstants(
        _ constants: (external: [Goldilocks], internal: [Goldilocks]),
        _ body: (ckernels_constants) -> Void
    ) {
        func words(_ list: [Goldilocks]) -> [UInt64] {
            var words = [UInt64](repeating: 0, count: 2 * list.count)
            ckernels_prepare_constants(&words, list.map(\.value), list.count)
            return words
        }
        words(constants.external).withUnsafeBufferPointer { external in
            words(constants.internal).withUnsafeBufferPointer { inner in
                body(
                    ckernels_constants(
                        external: external.baseAddress, internal: inner.baseAddress))
            }
        }
    }

    /// Random states and states of edges of the field, another in every lane.
    @Test(arguments: VectorLevel.available)
    func statesArePermutedAsByThePlainCode(level: VectorLevel) {
        let edges: [UInt64] = [
            0, 1, 0xffff_ffff, 0x1_0000_0000, 1 << 63, Goldilocks.modulus - 0x1_0000_0000,
            Goldilocks.modulus - 0xffff_ffff, Goldilocks.modulus - 1,
        ]
        var random = SeededGenerator(seed: 50)
        for round in 0..<400 {
            let words = (0..<96).map { _ in
                let word = random.next()
                return round & 1 == 0 ? edges[Int(word >> 8) % 8] : Goldilocks(reducing: word).value
            }
            var (narrow, wide) = (Array(words[..<64]), words)
            Self.withConstants(Poseidon2.roundConstants8) {
                ckernels_poseidon2_width8(level.code, &narrow, $0)
            }
            Self.withConstants(Poseidon2.roundConstants12) {
                ckernels_poseidon2_width12(level.code, &wide, $0)
            }
            for lane in 0..<8 {
                var state8 = InlineArray<8, Goldilocks> {
                    Goldilocks(reducing: words[8 * $0 + lane])
                }
                var state12 = InlineArray<12, Goldilocks> {
                    Goldilocks(reducing: words[8 * $0 + lane])
                }
                Poseidon2.permute(&state8)
                Poseidon2.permute(&state12)
                #expect((0..<8).allSatisfy { narrow[8 * $0 + lane] == state8[$0].value })
                #expect((0..<12).allSatisfy { wide[8 * $0 + lane] == state12[$0].value })
            }
        }
    }

    /// Sums with the first constants from p on and past 2^64, in every lane another one.
    @Test(arguments: VectorLevel.available)
    func wordsAboveTheModulusArePermutedRight(level: VectorLevel) {
        let external = Poseidon2.roundConstants12.external
        let excess: [UInt64] = [
            0, 1, 0x7fff_ffff, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff, 0x1_0000_0000, 1 << 40,
        ]
        let lanes = excess.indices.map { lane in
            Self.preimage(
                (0..<12).map { Goldilocks(reducing: excess[($0 + lane) % 8]) - external[$0] })
        }
        var words = (0..<12).flatMap { index in lanes.map { $0[index].value } }
        Self.withConstants(Poseidon2.roundConstants12) { constants in
            ckernels_poseidon2_width12(level.code, &words, constants)
        }
        for (lane, start) in lanes.enumerated() {
            var state = InlineArray<12, Goldilocks> { start[$0] }
            Poseidon2.permute(&state)
            for index in 0..<12 { #expect(words[8 * index + lane] == state[index].value) }
        }
    }
}
