import Fields

/// The Poseidon2 permutations of 2, 3 and 16 scalars of BN254.
///
/// S-box x^5, 8 full rounds, 56 or 57 partial rounds. Grassi, Khovratovich, Schofnegger,
/// "Poseidon2", eprint 2023/323. Constants come from the paper's generator; answers of all
/// three widths are published.
public struct ScalarPoseidon2: Sendable {
    /// Number of elements of a state.
    public let width: Int
    /// Constants of the 8 full rounds, `width` each.
    public let fullConstants: [[Fr]]
    /// Constants of the partial rounds, added to element 0.
    public let partialConstants: [Fr]
    /// The diagonal of the internal matrix less one; its other entries are one.
    public let diagonalMinusOne: [Fr]

    /// Permutation for two-to-one compression.
    public static let width2 = ScalarPoseidon2(width: 2, partialRounds: 56)
    /// Permutation for sponges of rate two.
    public static let width3 = ScalarPoseidon2(width: 3, partialRounds: 56)
    /// Permutation for wide leaves, rate 15.
    public static let width16 = ScalarPoseidon2(width: 16, partialRounds: 57)

    private init(width: Int, partialRounds: Int) {
        var stream = GrainStream(width: width, fullRounds: 8, partialRounds: partialRounds)
        func round() -> [Fr] { (0..<width).map { _ in stream.element() } }
        let start = (0..<4).map { _ in round() }
        partialConstants = (0..<partialRounds).map { _ in stream.element() }
        fullConstants = start + (0..<4).map { _ in round() }
        self.width = width
        switch width {
        case 2: diagonalMinusOne = [.one, Fr(2)]
        case 3: diagonalMinusOne = [.one, .one, Fr(2)]
        default:
            // The paper requires that the minimal polynomials of the matrix and of its powers are
            // irreducible (section 5.3). Six drawn diagonals fail, the seventh does not.
            for _ in 0..<6 * width { _ = stream.residue() }
            diagonalMinusOne = (0..<width).map { _ in stream.residue() - .one }
        }
    }

    /// Permutes `width` elements.
    public func permute(_ state: inout [Fr]) {
        precondition(state.count == width)
        externalLayer(&state)
        for round in 0..<4 { fullRound(&state, fullConstants[round]) }
        for constant in partialConstants {
            state[0] = Self.sbox(state[0] + constant)
            internalLayer(&state)
        }
        for round in 4..<8 { fullRound(&state, fullConstants[round]) }
    }

    /// The compression of two digests to one.
    ///
    /// Element 0 of the permutation of width 2, plus the left digest (section 3.1).
    public static func compress(_ left: Fr, _ right: Fr) -> Fr {
        var state = [left, right]
        width2.permute(&state)
        return state[0] + left
    }

    private func fullRound(_ state: inout [Fr], _ constants: [Fr]) {
        for index in 0..<width { state[index] = Self.sbox(state[index] + constants[index]) }
        externalLayer(&state)
    }

    private static func sbox(_ value: Fr) -> Fr { value.squared.squared * value }

    private func internalLayer(_ state: inout [Fr]) {
        var sum = state[0]
        for index in 1..<width { sum += state[index] }
        for index in 0..<width { state[index] = diagonalMinusOne[index] * state[index] + sum }
    }

    /// Multiplies by circ(2, 1) and circ(2, 1, 1), or by the matrix of 4 x 4 blocks of section 5.1.
    private func externalLayer(_ state: inout [Fr]) {
        guard width % 4 == 0 else {
            var sum = state[0]
            for index in 1..<width { sum += state[index] }
            for index in 0..<width { state[index] += sum }
            return
        }
        var sums = [Fr](repeating: .zero, count: 4)
        for start in stride(from: 0, to: width, by: 4) {
            let (a, b, c, d) = (state[start], state[start + 1], state[start + 2], state[start + 3])
            // Rows (5 7 1 3), (4 6 1 1), (1 3 5 7), (1 1 4 6); appendix B.
            let (ab, cd) = (a + b, c + d)
            let (t2, t3) = (b.doubled + cd, d.doubled + ab)
            let t4 = cd.doubled.doubled + t3
            let t5 = ab.doubled.doubled + t2
            for (offset, value) in [t3 + t5, t5, t2 + t4, t4].enumerated() {
                state[start + offset] = value
                sums[offset] += value
            }
        }
        for index in 0..<width { state[index] += sums[index % 4] }
    }
}
