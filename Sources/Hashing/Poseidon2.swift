public import Fields

/// The Poseidon2 permutations of width 8 and 12 over Goldilocks: S-box x^7, 8 full rounds, 22
/// partial rounds.
///
/// Grassi, Khovratovich, Schofnegger, "Poseidon2: A Faster Version of the Poseidon Hash
/// Function", eprint 2023/323. The external matrix is built from circ(2, 3, 1, 1), the internal
/// diagonals are small (powers of two and their neighbours); the tests hold the known answers.
public enum Poseidon2 {
    /// Permutes a state of 8 elements: the width for compressing two digests.
    public static func permute(_ state: inout InlineArray<8, Goldilocks>) {
        #if GUEST_HOST_CALLS
            withUnsafeMutablePointer(to: &state) { guestPoseidon2Width8($0) }
        #else
            externalLayer(&state)
            for round in 0..<4 { fullRound8(&state, round) }
            for round in 0..<22 { partialRound8(&state, Poseidon2Constants.internal8[round]) }
            for round in 4..<8 { fullRound8(&state, round) }
        #endif
    }

    /// Permutes a state of 12 elements: the width of sponges.
    public static func permute(_ state: inout InlineArray<12, Goldilocks>) {
        #if GUEST_HOST_CALLS
            withUnsafeMutablePointer(to: &state) { guestPoseidon2Width12($0) }
        #else
            externalLayer(&state)
            for round in 0..<4 { fullRound12(&state, round) }
            for round in 0..<22 { partialRound12(&state, Poseidon2Constants.internal12[round]) }
            for round in 4..<8 { fullRound12(&state, round) }
        #endif
    }
}

extension Poseidon2 {
    private static func fullRound8(_ state: inout InlineArray<8, Goldilocks>, _ round: Int) {
        for index in 0..<8 {
            state[index] = sbox(state[index], Poseidon2Constants.external8[8 * round + index])
        }
        externalLayer(&state)
    }

    private static func fullRound12(_ state: inout InlineArray<12, Goldilocks>, _ round: Int) {
        for index in 0..<12 {
            state[index] = sbox(state[index], Poseidon2Constants.external12[12 * round + index])
        }
        externalLayer(&state)
    }

    /// S-box on element 0, then the internal matrix: every element becomes the sum of all plus
    /// itself times -2, 1, 2, 1/2, 3, -1/2, -3, -4.
    private static func partialRound8(
        _ state: inout InlineArray<8, Goldilocks>, _ constant: UInt64
    ) {
        let rest = WideSum(state[1]).adding(state[2]).adding(state[3]).adding(state[4])
            .adding(state[5]).adding(state[6]).adding(state[7])
        let first = sbox(state[0], constant)
        let sum = rest.adding(first).reduced
        state[0] = sum - first.doubled
        state[1] = sum + state[1]
        state[2] = sum + state[2].doubled
        state[3] = sum + state[3].halved
        state[4] = sum + (state[4].doubled + state[4])
        state[5] = sum - state[5].halved
        state[6] = sum - (state[6].doubled + state[6])
        state[7] = sum - state[7].doubled.doubled
    }

    /// As for width 8, with the diagonal -2, 1, 2, 1/2, 3, 4, -1/2, -3, -4, 1/4, -1/4, 1/8.
    private static func partialRound12(
        _ state: inout InlineArray<12, Goldilocks>, _ constant: UInt64
    ) {
        let rest = WideSum(state[1]).adding(state[2]).adding(state[3]).adding(state[4])
            .adding(state[5]).adding(state[6]).adding(state[7]).adding(state[8])
            .adding(state[9]).adding(state[10]).adding(state[11])
        let first = sbox(state[0], constant)
        let sum = rest.adding(first).reduced
        state[0] = sum - first.doubled
        state[1] = sum + state[1]
        state[2] = sum + state[2].doubled
        state[3] = sum + state[3].halved
        state[4] = sum + (state[4].doubled + state[4])
        state[5] = sum + state[5].doubled.doubled
        state[6] = sum - state[6].halved
        state[7] = sum - (state[7].doubled + state[7])
        state[8] = sum - state[8].doubled.doubled
        state[9] = sum + state[9].halved.halved
        state[10] = sum - state[10].halved.halved
        state[11] = sum + state[11].halved.halved.halved
    }

    /// The external matrix: circ(2, 3, 1, 1) on each four elements, then to every element the
    /// sum of the elements at its place in all fours (section 5.1).
    private static func externalLayer<let width: Int>(
        _ state: inout InlineArray<width, Goldilocks>
    ) {
        var wide = InlineArray<width, WideSum> { WideSum(state[$0]) }
        var sums = InlineArray<4, WideSum>(repeating: WideSum(.zero))
        for start in stride(from: 0, to: width, by: 4) {
            let (x0, x1, x2, x3) = (wide[start], wide[start + 1], wide[start + 2], wide[start + 3])
            let (x01, x23) = (x0 + x1, x2 + x3)
            let all = x01 + x23
            let (all0, all2) = (all + x1, all + x3)
            wide[start] = all0 + x01
            wide[start + 1] = all0 + (x2 + x2)
            wide[start + 2] = all2 + x23
            wide[start + 3] = all2 + (x0 + x0)
            for index in 0..<4 { sums[index] = sums[index] + wide[start + index] }
        }
        for index in 0..<width { state[index] = (wide[index] + sums[index & 3]).reduced }
    }

    private static func sbox(_ value: Goldilocks, _ constant: UInt64) -> Goldilocks {
        let input = value + Goldilocks(reducing: constant)
        let square = input.squared
        return square.squared * (square * input)
    }
}

/// A sum of few field elements, reduced once: a 64-bit word and the count of its overflows.
private struct WideSum {
    private var low: UInt64
    private var high: UInt64

    init(_ value: Goldilocks) {
        low = value.value
        high = 0
    }

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    func adding(_ value: Goldilocks) -> WideSum {
        let (sum, carry) = low.addingReportingOverflow(value.value)
        return WideSum(low: sum, high: high &+ (carry ? 1 : 0))
    }

    static func + (left: WideSum, right: WideSum) -> WideSum {
        let (sum, carry) = left.low.addingReportingOverflow(right.low)
        // At most 28 elements are ever added, so the high word stays below 28.
        return WideSum(low: sum, high: left.high &+ right.high &+ (carry ? 1 : 0))
    }

    var reduced: Goldilocks { Goldilocks(reducing: high, low) }
}
