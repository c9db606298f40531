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

    /// Sums with the first constants from p on and past 2^64, in every lane another one.
    @Test(arguments: VectorLevel.available)
    func wordsAboveTheModulusArePermutedRight(level: VectorLevel) {
        let (external, inner) = Poseidon2.roundConstants12
        let excess: [UInt64] = [
            0, 1, 0x7fff_ffff, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff, 0x1_0000_0000, 1 << 40,
        ]
        let lanes = excess.indices.map { lane in
            Self.preimage(
                (0..<12).map { Goldilocks(reducing: excess[($0 + lane) % 8]) - external[$0] })
        }
        var words = (0..<12).flatMap { index in lanes.map { $0[index].value } }
        external.map(\.value).withUnsafeBufferPointer { external in
            inner.map(\.value).withUnsafeBufferPointer { inner in
                ckernels_poseidon2_width12(
                    level.code, &words,
                    ckernels_constants(
                        external: external.baseAddress, internal: inner.baseAddress))
            }
        }
        for (lane, start) in lanes.enumerated() {
            var state = InlineArray<12, Goldilocks> { start[$0] }
            Poseidon2.permute(&state)
            for index in 0..<12 { #expect(words[8 * index + lane] == state[index].value) }
        }
    }
}
