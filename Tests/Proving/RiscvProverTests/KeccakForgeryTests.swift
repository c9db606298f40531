import Constraints
import Fields
import Polynomials
import RiscvCircuits
import Testing

/// For each equation and lookup of `KeccakChip` a false trace that it alone refuses.
///
/// The bus of lanes makes two equations superfluous: rows that are left out send and receive
/// nothing.
@Suite struct KeccakForgeryTests {
    private typealias Column = KeccakChip.Column
    private typealias Steps = KeccakSchedule

    /// Row 0 of x = 2 of the last round, whose lane 1 is rotated by 6 bits.
    private let row = ForgedPermutation.lastRound + 8
    /// Row 0 of x = 0, whose lanes are rotated by 0, 4, 3, 9 and 2 bits and more quarters.
    private let first = ForgedPermutation.lastRound

    /// Tells a lie in an honest trace and expects one refusal.
    private func expect(
        _ refusal: String, isTrue: Bool = false, sourceLocation: SourceLocation = #_sourceLocation,
        _ lie: (inout ForgedPermutation) -> Void
    ) throws {
        var forged = try ForgedPermutation(PermutationCall(201))
        #expect(forged.refusals.isEmpty && forged.isTrue, sourceLocation: sourceLocation)
        lie(&forged)
        #expect(forged.refusals == [refusal], sourceLocation: sourceLocation)
        #expect(forged.isTrue == isTrue, sourceLocation: sourceLocation)
    }

    /// Those that the tests below forge.
    @Test func everyEquationIsForged() {
        let zeros = Matrix(zeros: 2, width: KeccakChip.shape.mainWidth)
        let names = RowReading(KeccakChip.self, zeros, row: 0).constraints.map(\.name)
        #expect(
            Set(names) == [
                "padding has no flag", "steps follow one another", "call comes to its end",
                "rows are of one call", "upper bits below", "upper bits of the last stay",
                "upper bits of the last", "upper bits below the first", "rotated lane",
                "rotated parity", "round constant",
            ])
    }

    /// Following an honest trace changes nothing, so a lie is the only one.
    @Test func followingIsHonest() throws {
        var forged = try ForgedPermutation(PermutationCall(202))
        let trace = forged.scene.trace
        for step in first..<Steps.count { forged.followTheta(step) }
        #expect(forged.scene.trace == trace)
    }

    @Test func positions() throws {
        // The rows of two values of x are in another order, which changes nothing else.
        try expect("steps follow one another", isTrue: true) { forged in
            let rows = Array(0..<104) + Array(108..<112) + Array(104..<108) + Array(112..<512)
            forged.scene = forged.scene.rows(rows)
        }
        for column in [Column.stateCell, .argument] {
            try expect("rows are of one call", isTrue: true) { forged in
                for step in 40..<Steps.count { forged[step, column] += Goldilocks(64) }
            }
        }
        for flag in [Steps.Member.isX0, .isX1, .isX2, .isX3, .isX4] {
            var forged = try ForgedPermutation(PermutationCall(203))
            forged[500, .scheduled(flag)] = Goldilocks(2)
            #expect(forged.refusals.contains("padding has no flag"))
        }
        for flag in [Steps.Member.isAccess, .isLast] {
            var forged = try ForgedPermutation(PermutationCall(203))
            forged[500, .scheduled(flag)] = .one
            #expect(forged.refusals.contains("padding has no flag"))
        }
    }

    @Test func rotations() throws {
        try expect("rotated lane") {
            $0.flip(row, .rotated(1))
            $0.passRotated(row, 1)
        }
        try expect("upper bits below") {
            $0.flip(row + 1, .upperBelow(1), bit: 0x8000)
            $0.followRotation(row + 1, 1)
        }
        try expect("upper bits of the last stay") {
            $0.flip(row, .upperBelow(1), bit: 0x8000)
            $0.flip(row, .upperOfLast(1), bit: 0x8000)
            $0.followRotation(row, 1)
        }
        try expect("upper bits of the last") {
            $0.flip(row, .upperBelow(1), bit: 0x8000)
            for quarter in 0..<4 { $0.flip(row + quarter, .upperOfLast(1), bit: 0x8000) }
            $0.followRotation(row, 1)
        }
        try expect("upper bits below the first") {
            $0.flip(row, .upperBelow(1), bit: 0x8000)
            $0.followRotation(row, 1)
        }
        try expect("rotated parity") {
            $0.flip(first, .rotatedParity(0))
            $0.followTheta(first)
        }
    }

    @Test func constants() throws {
        try expect("round constant") {
            $0.flip(first, .constant(0))
            $0.followConstant(first)
        }
        try expect("bus 9") {
            $0.flip(first, .constant(0))
            $0.flip(first, .scheduled(.constant))
            $0.followConstant(first)
        }
    }

    /// Bytes whose AND is another.
    @Test func bytes() throws {
        try expect("bus 5") {
            let lane = UInt32(truncatingIfNeeded: $0.changed(first, 1).value)
            $0.flipAnd(first, .changeAnd(1, 0), xor: lane & 0xff)
            $0.followRotation(first, 1)
        }
        try expect("bus 5") {
            let previous = $0.integer(first, .previousParity(0))
            let xor = previous ^ $0.integer(first, .rotatedParity(0))
            $0.flipAnd(first, .paritiesAnd(0), xor: xor)
            $0.followChange(first)
        }
        // The parity of column 0, for columns 1 and 4.
        try expect("bus 5") { forged in
            let parity = (0..<5).reduce(0) { $0 ^ forged.integer(first, .before($1, 0)) }
            let change = forged.flipAnd(first, .parityAnd(4, 0), xor: parity)
            forged[first + 4, .previousParity(0)] += change
            forged.followTheta(first + 4)
            forged[first + 16, .nextParity] += change
            forged[first + 16, .rotatedParity(0)] += change + change
            forged.followTheta(first + 16)
        }
        try expect("bus 5") {
            $0.flip(row, .masked(1, 0))
            $0.followMasked(row)
        }
        try expect("bus 5") {
            $0.flip(row, .inputAnd(1, 0))
            $0.writeResult(row)
        }
        try expect("bus 5") {
            $0.flip(first, .constantAnd(0))
            $0.writeResult(first)
        }
    }

    /// Upper bits that are no integers give any rotation.
    @Test func ranges() throws {
        try expect("bus 4") { forged in
            let (slot, base) = (1, Goldilocks(1 << 16).inverseOrZero)
            forged.flip(first, .rotated(slot))
            forged.passRotated(first, slot)
            let factor = forged.factor(first, slot)
            // upper = lane + below / 2^16 - rotated / factor, from quarter to quarter.
            func upper(_ below: Goldilocks, _ step: Int) -> Goldilocks {
                forged.changed(step, slot) + below * base
                    - forged[step, .rotated(slot)] * factor.inverseOrZero
            }
            func around(_ last: Goldilocks) -> Goldilocks {
                (0..<4).reduce(last) { upper($0, first + $1) }
            }
            let (start, slope) = (around(.zero), around(.one) - around(.zero))
            let last = start * (.one - slope).inverseOrZero
            var below = last
            for step in first..<first + 4 {
                forged[step, .upperBelow(slot)] = below
                below = upper(below, step)
                forged[step, .upper(slot)] = below
                forged[step, .upperOfLast(slot)] = last
            }
        }
        try expect("bus 4", isTrue: true) { $0[3, .gapLow] = -.one }
    }

    @Test func lanes() throws {
        // Chi of another lane than theta made, and theta of another parity.
        try expect("bus 11") {
            let quarter = $0.integer(row, .input(2, 0)) | $0.integer(row, .input(2, 1)) << 8
            $0.setInput(row, 2, quarter ^ 1)
        }
        try expect("bus 11") {
            $0.flip(first, .previousParity(0))
            $0.followTheta(first)
        }
        try expect("bus 11") {
            $0.flip(first, .nextParity)
            $0.flip(first, .rotatedParity(0), bit: 2)
            $0.followTheta(first)
        }
        // Two quarters that changed their places.
        try expect("bus 9") { forged in
            let targets = [Steps.Member.target0, .target1].map { Column.scheduled($0) }
            let places = targets.map { forged[row, $0] }
            (forged[row, targets[0]], forged[row, targets[1]]) = (places[1], places[0])
            forged.passRotated(row, 0)
            forged.passRotated(row, 1)
        }
        for half in 0..<2 {
            try expect("bus 11") { $0.flip(30, .wordBefore(half)) }
            try expect("bus 11") { $0.flip(30, .wordAfter(half)) }
        }
        for member in Steps.Member.allCases {
            var forged = try ForgedPermutation(PermutationCall(204))
            forged[24, .scheduled(member)] += .one
            #expect(forged.refusals.contains("bus 9"))
        }
    }
}
