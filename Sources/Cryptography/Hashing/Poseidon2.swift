public import Fields

/// The Poseidon2 permutations of width 8 and 12 over Goldilocks: S-box x^7, 8 full rounds, 22
/// partial rounds.
///
/// Grassi, Khovratovich, Schofnegger, "Poseidon2: A Faster Version of the Poseidon Hash
/// Function", eprint 2023/323. The external matrix is built from circ(2, 3, 1, 1), the internal
/// diagonals are small (powers of two and their neighbours); the tests hold the known answers
/// and compare with the plain description.
public enum Poseidon2 {
    /// Permutes a state of 8 elements: the width for compressing two digests.
    public static func permute(_ state: inout InlineArray<8, Goldilocks>) {
        var lazy = InlineArray<8, LazyGoldilocks> { LazyGoldilocks(state[$0]) }
        externalLayer(&lazy)
        for round in 0..<4 { fullRound8(&lazy, round) }
        for round in 0..<22 { partialRound8(&lazy, Poseidon2Constants.internal8[round]) }
        for round in 4..<8 { fullRound8(&lazy, round) }
        for index in 0..<8 { state[index] = lazy[index].canonical }
    }

    /// Replaces a state x of 8 elements by P(x) + x: compression mode (section 3 of the paper).
    ///
    /// Adding the input back makes the permutation one-way: without it, anyone could run P
    /// backwards from a digest.
    public static func permuteAddingInput(_ state: inout InlineArray<8, Goldilocks>) {
        #if GUEST_HOST_CALLS
            withUnsafeMutablePointer(to: &state) { guestPoseidon2Width8($0) }
        #else
            let input = state
            permute(&state)
            for index in 0..<8 { state[index] += input[index] }
        #endif
    }

    /// Permutes a state of 12 elements: the width of sponges.
    public static func permute(_ state: inout InlineArray<12, Goldilocks>) {
        #if GUEST_HOST_CALLS
            withUnsafeMutablePointer(to: &state) { guestPoseidon2Permute($0) }
        #else
            var lazy = InlineArray<12, LazyGoldilocks> { LazyGoldilocks(state[$0]) }
            externalLayer(&lazy)
            for round in 0..<4 { fullRound12(&lazy, round) }
            for round in 0..<22 { partialRound12(&lazy, Poseidon2Constants.internal12[round]) }
            for round in 4..<8 { fullRound12(&lazy, round) }
            for index in 0..<12 { state[index] = lazy[index].canonical }
        #endif
    }
}

extension Poseidon2 {
    private typealias Sum = LazyGoldilocks.Sum

    private static func fullRound8(_ state: inout InlineArray<8, LazyGoldilocks>, _ round: Int) {
        for index in 0..<8 {
            let constant = Poseidon2Constants.external8[8 * round + index]
            state[index] = sbox(state[index], constant)
        }
        externalLayer(&state)
    }

    private static func fullRound12(
        _ state: inout InlineArray<12, LazyGoldilocks>, _ round: Int
    ) {
        for index in 0..<12 {
            let constant = Poseidon2Constants.external12[12 * round + index]
            state[index] = sbox(state[index], constant)
        }
        externalLayer(&state)
    }

    /// S-box on element 0, then the internal matrix: every element becomes the sum of all plus
    /// itself times -2, 1, 2, 1/2, 3, -1/2, -3, -4.
    private static func partialRound8(
        _ state: inout InlineArray<8, LazyGoldilocks>, _ constant: UInt64
    ) {
        let rest =
            (Sum(state[1]) + state[2] + state[3]) + (Sum(state[4]) + state[5])
            + (Sum(state[6]) + state[7])
        let first = sbox(state[0], constant)
        let sum = Sum((rest + first).reduced)
        state[0] = (sum - Sum(first).doubled).reduced
        state[1] = (sum + state[1]).reduced
        state[2] = (sum + Sum(state[2]).doubled).reduced
        state[3] = (sum + state[3].halved).reduced
        state[4] = (sum + (Sum(state[4]).doubled + state[4])).reduced
        state[5] = (sum - Sum(state[5].halved)).reduced
        state[6] = (sum - (Sum(state[6]).doubled + state[6])).reduced
        state[7] = (sum - Sum(state[7]).doubled.doubled).reduced
    }

    /// As for width 8, with the diagonal -2, 1, 2, 1/2, 3, 4, -1/2, -3, -4, 1/4, -1/4, 1/8.
    private static func partialRound12(
        _ state: inout InlineArray<12, LazyGoldilocks>, _ constant: UInt64
    ) {
        let rest =
            (Sum(state[1]) + state[2] + state[3]) + (Sum(state[4]) + state[5] + state[6])
            + (Sum(state[7]) + state[8] + state[9]) + (Sum(state[10]) + state[11])
        let first = sbox(state[0], constant)
        let sum = Sum((rest + first).reduced)
        state[0] = (sum - Sum(first).doubled).reduced
        state[1] = (sum + state[1]).reduced
        state[2] = (sum + Sum(state[2]).doubled).reduced
        state[3] = (sum + state[3].halved).reduced
        state[4] = (sum + (Sum(state[4]).doubled + state[4])).reduced
        state[5] = (sum + Sum(state[5]).doubled.doubled).reduced
        state[6] = (sum - Sum(state[6].halved)).reduced
        state[7] = (sum - (Sum(state[7]).doubled + state[7])).reduced
        state[8] = (sum - Sum(state[8]).doubled.doubled).reduced
        state[9] = (sum + state[9].halved.halved).reduced
        state[10] = (sum - Sum(state[10].halved.halved)).reduced
        state[11] = (sum + state[11].halved.halved.halved).reduced
    }

    /// The external matrix: circ(2, 3, 1, 1) on each four elements, then to every element the
    /// sum of the elements at its place in all fours (section 5.1).
    ///
    /// At most 28 elements are ever added up.
    private static func externalLayer(_ state: inout InlineArray<8, LazyGoldilocks>) {
        let first = MixedFour(state[0], state[1], state[2], state[3])
        let second = MixedFour(state[4], state[5], state[6], state[7])
        let total = first + second
        (state[0], state[1], state[2], state[3]) = (first + total).reduced
        (state[4], state[5], state[6], state[7]) = (second + total).reduced
    }

    private static func externalLayer(_ state: inout InlineArray<12, LazyGoldilocks>) {
        let first = MixedFour(state[0], state[1], state[2], state[3])
        let second = MixedFour(state[4], state[5], state[6], state[7])
        let third = MixedFour(state[8], state[9], state[10], state[11])
        let total = first + second + third
        (state[0], state[1], state[2], state[3]) = (first + total).reduced
        (state[4], state[5], state[6], state[7]) = (second + total).reduced
        (state[8], state[9], state[10], state[11]) = (third + total).reduced
    }

    private static func sbox(_ value: LazyGoldilocks, _ constant: UInt64) -> LazyGoldilocks {
        value.adding(canonical: constant).seventhPower
    }
}

/// Four elements after circ(2, 3, 1, 1), not yet reduced.
private struct MixedFour {
    private let x0, x1, x2, x3: LazyGoldilocks.Sum

    private init(
        sums: (LazyGoldilocks.Sum, LazyGoldilocks.Sum, LazyGoldilocks.Sum, LazyGoldilocks.Sum)
    ) {
        (x0, x1, x2, x3) = sums
    }

    @inline(__always)
    init(_ y0: LazyGoldilocks, _ y1: LazyGoldilocks, _ y2: LazyGoldilocks, _ y3: LazyGoldilocks) {
        typealias Sum = LazyGoldilocks.Sum
        let (first, second) = (Sum(y0) + y1, Sum(y2) + y3)
        let all = first + second
        let (all1, all3) = (all + y1, all + y3)
        x0 = all1 + first
        x1 = all1 + Sum(y2).doubled
        x2 = all3 + second
        x3 = all3 + Sum(y0).doubled
    }

    @inline(__always)
    static func + (left: MixedFour, right: MixedFour) -> MixedFour {
        MixedFour(
            sums: (left.x0 + right.x0, left.x1 + right.x1, left.x2 + right.x2, left.x3 + right.x3))
    }

    @inline(__always)
    var reduced: (LazyGoldilocks, LazyGoldilocks, LazyGoldilocks, LazyGoldilocks) {
        (x0.reduced, x1.reduced, x2.reduced, x3.reduced)
    }
}
