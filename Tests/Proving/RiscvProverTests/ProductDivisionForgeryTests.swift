import Constraints
import Fields
import Polynomials
import RiscvCircuits
import Testing

/// For each equation and lookup of `ProductDivisionChip` a false trace that it alone refuses.
@Suite struct ProductDivisionForgeryTests {
    private typealias Tested = ProductDivisionChip
    private typealias Column = Tested.Column

    /// 5 * 20 = 6 * 16 + 4: carries are zero, and most words.
    private let small = DivisionCall([5], [20], by: [16])

    /// Tells a lie in an honest trace and expects one refusal.
    private func expect(
        _ refusal: String, _ call: DivisionCall = DivisionCall(201), isTrue: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ lie: (inout ForgedDivision) -> Void
    ) throws {
        var forged = try ForgedDivision(call)
        #expect(forged.refusals.isEmpty && forged.isTrue, sourceLocation: sourceLocation)
        lie(&forged)
        #expect(forged.refusals == [refusal], sourceLocation: sourceLocation)
        #expect(forged.isTrue == isTrue, sourceLocation: sourceLocation)
    }

    /// Those that the tests below forge.
    @Test func everyEquationIsForged() {
        let zeros = Matrix(zeros: 2, width: Tested.shape.mainWidth)
        let names = RowReading(Tested.self, zeros, row: 0).constraints.map(\.name)
        #expect(
            Set(names) == [
                "padding has no flag", "steps follow one another", "call comes to its end",
                "rows are of one call", "lower halves", "upper halves", "sums of lower halves",
                "sums of upper halves", "words of b", "words of m", "words of r",
                "next word of r", "word that is read", "word that is written", "first borrow",
                "borrow is a bit", "remainder is below the divisor",
            ])
    }

    /// Following an honest trace changes nothing, so a lie is the only one.
    @Test func followingIsHonest() throws {
        for seed in 0..<20 as Range<UInt64> {
            var forged = try ForgedDivision(DivisionCall(seed))
            let trace = forged.scene.trace
            forged.follow()
            #expect(forged.scene.trace == trace)
        }
    }

    @Test func padding() throws {
        // A first row that multiplies without a word of memory.
        try expect("padding has no flag", small, isTrue: false) { forged in
            forged[0, .multiplies] = .one
            forged[0, .reduces] = -.one
            forged[0, .isLast] = -.one
            // What such a row must satisfy: its carries have no offset, and 20 words less.
            for limb in 0..<3 {
                forged[0, .lowCarry(limb)] = .zero
                forged[0, .highCarry(limb)] = .zero
            }
            forged[0, .operand] = Goldilocks(5) - Goldilocks(20)
            forged[0, .remainder(0)] = Goldilocks(16) - Goldilocks(4) - .one
            forged[0, .written] = Goldilocks(6) - forged[0, .remainder(0)]
        }
        for (flag, value) in [
            (Column.multiplies, 2), (.reduces, 2), (.isLast, 1),
        ] as [(Column, UInt32)] {
            var forged = try ForgedDivision(small)
            forged[20, flag] = Goldilocks(value)
            #expect(forged.refusals.contains("padding has no flag"))
        }
    }

    @Test func positions() throws {
        // The row of the last word of a and q, which is zero, is left out, and r = 100 comes out a
        // word too late.
        try expect("steps follow one another", DivisionCall([5], [20], by: [16, 200])) { forged in
            forged.scene = forged.scene.rows(Array(0..<7) + Array(8..<32) + [31])
            for (row, words) in [(7, [0, 100]), (8, [100, 0])] as [(Int, [UInt32])] {
                for (place, word) in words.enumerated() {
                    forged[row, .remainder(place)] = Goldilocks(word)
                }
                forged[row, .written] = Goldilocks(words[0])
            }
            forged.setRemainder(7, 15)
            forged.setRemainder(8, 100)
            forged[8, .borrow] = .zero
        }
        // Words of b, m and r behind the first, which are zero, are neither read nor written.
        try expect("call comes to its end", small, isTrue: true) { forged in
            let keys = [Column.step, .clock, .operandCell, .resultCell]
            for row in 9..<16 {
                for column in Column.allCases where row > 9 || !keys.contains(column) {
                    forged[row, column] = .zero
                }
            }
        }
        for column in [Column.clock, .operandCell, .resultCell] {
            try expect("rows are of one call", isTrue: true) { forged in
                for step in 8..<16 { forged[step, column] += Goldilocks(64) }
            }
        }
    }

    @Test func sums() throws {
        let step = 3
        let call = DivisionCall(202)
        for (refusal, half, carry) in [
            ("lower halves", 0, Column.lowCarry(0)), ("upper halves", 1, Column.highCarry(0)),
        ] {
            try expect(refusal, call) {
                $0[step, .rest(half)] += $0[step, .rest(half)] == .zero ? .one : -.one
                $0.follow(from: step, keeping: [carry])
            }
        }
        for (refusal, half, sum) in [
            ("sums of lower halves", 0, Column.lowSum(0)),
            ("sums of upper halves", 1, Column.highSum(0)),
        ] {
            try expect(refusal, call) {
                let change: Goldilocks = $0[step, .rest(half)] == .zero ? .one : -.one
                $0[step, sum] += change
                $0[step, .rest(half)] += change
                $0.follow(from: step)
            }
        }
    }

    /// The product is made with another b or m than the one that is read.
    @Test func operands() throws {
        try expect("words of b", small) { forged in
            for step in 1..<8 { forged[step, .factor(0)] += .one }
            forged.follow(from: 1)
        }
        try expect("words of b", DivisionCall([5], [20, 1], by: [16])) { forged in
            for step in 9..<16 { forged[step, .factor(step == 9 ? 0 : 1)] = .zero }
            forged[9, .factor(0)] = Goldilocks(2)
            forged.follow(from: 9)
        }
        try expect("words of m", small) { forged in
            for step in 1..<8 { forged[step, .divisor(0)] += .one }
            forged.follow(from: 1)
        }
        try expect("words of m", small) { forged in
            forged[9, .divisor(0)] = Goldilocks(2)
            forged.follow(from: 9)
        }
    }

    /// Another r is written and compared than the one of the product.
    @Test func remainders() throws {
        try expect("words of r", small) { forged in
            forged[8, .remainder(0)] = Goldilocks(3)
            forged.follow(from: 8)
        }
        try expect("next word of r", small) { forged in
            forged[1, .remainder(7)] += .one
            forged.follow(from: 1)
        }
    }

    @Test func words() throws {
        for (refusal, column) in [
            ("word that is read", Column.operand), ("word that is written", .written),
        ] {
            for step in [2, 12] { try expect(refusal) { $0[step, column] += .one } }
        }
    }

    @Test func comparisons() throws {
        // 100 = 5 * 16 + 20, and 96 = 5 * 16 + 16.
        let false20: [UInt32] = [5, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0]
        let forged = try ForgedDivision(small, results: false20)
        #expect(forged.refusals == ["remainder is below the divisor"] && !forged.isTrue)
        var equal = try ForgedDivision(
            DivisionCall([6], [16], by: [16]),
            results: [5] + [UInt32](repeating: 0, count: 7) + [16]
                + [UInt32](repeating: 0, count: 7))
        #expect(equal.refusals == ["remainder is below the divisor"] && !equal.isTrue)
        equal[8, .borrow] = .zero
        equal.follow(from: 8)
        #expect(equal.refusals == ["first borrow"] && !equal.isTrue)
    }

    /// A borrow of 1 - 2^32 is one word less at its place and, modulo p, one more below: r = m +
    /// 2^192 - 1 passes for less than m.
    @Test func borrows() throws {
        let m: [UInt32] = [9, 0, 0, 0, 0, 0, 5]
        // a b = 3 m + 2^192 - 1 = 2 m + (m + 2^192 - 1).
        let product: [UInt32] = [26, 0, 0, 0, 0, 0, 16]
        let call = DivisionCall(product, [1], by: m)
        #expect(call.results[0] == 3 && call.results[8] == .max)
        let results: [UInt32] = [2, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 6, 0]
        var forged = try ForgedDivision(call, results: results)
        #expect(forged.refusals == ["remainder is below the divisor"])
        forged[15, .borrow] = .one - Goldilocks(reducing: 1 << 32)
        forged.setRemainder(14, 0)
        forged.setRemainder(15, .max)
        #expect(forged.refusals == ["borrow is a bit"] && !forged.isTrue)
    }

    @Test func lookups() throws {
        // Halves that are longer than 16 bits, of words of a, q and r.
        for half in [Column.multiplier, Column.quotient] {
            try expect("bus 4", isTrue: true) { forged in
                forged[7, half(0)] += Goldilocks(1 << 16)
                forged[7, half(1)] -= .one
                forged.follow()
            }
        }
        // Carries that are no integers.
        try expect("bus 4") { forged in
            forged[0, .rest(0)] += forged[0, .rest(0)] == .zero ? .one : -.one
            forged.follow()
        }
        try expect("bus 4", isTrue: true) { $0[0, .gapLow(0)] = -.one }
        for limb in (0..<3).flatMap({ [Column.lowCarry($0), .highCarry($0)] }) {
            var forged = try ForgedDivision(small)
            forged[4, limb] -= Goldilocks(1 << 16)
            #expect(forged.refusals.contains("bus 4"))
        }
        for flag in [Column.multiplies, .reduces, .isLast] {
            for step in [0, 7, 8, 14, 15] {
                var forged = try ForgedDivision(small)
                forged[step, flag] = .one - forged[step, flag]
                #expect(!forged.refusals.isEmpty)
            }
        }
        // A call of 17 words.
        try expect("bus 9", small, isTrue: true) { forged in
            for column in [Column.clock, .operandCell, .resultCell] {
                forged[16, column] = forged[15, column]
            }
            forged[15, .isLast] = .zero
            forged[16, .step] = Goldilocks(16)
            forged[16, .reduces] = .one
            forged[16, .isLast] = .one
            forged.setCarry(16, Column.lowCarry, .zero)
            forged.setCarry(16, Column.highCarry, .zero)
        }
    }
}
