import Fields
import Polynomials
import RiscvCircuits
import RiscvProver
import Testing

@Suite struct DivisionChipTests {
    private let battery = OperationBattery<DivisionChip>()

    @Test func acceptsTrueOperations() throws { try battery.acceptsTrueOperations() }

    @Test func refusesWrongResults() throws { try battery.refusesWrongResults() }

    /// A choice of 3/2 is the only other one whose kind of a half exists, that of 14 bits; the gap
    /// is then no integer.
    @Test func refusesForgeries() throws {
        try battery.refusesForgeries(forgeries, needless: ["with or without signs"])
    }

    @Test func leavesOtherOperationsOut() throws { try battery.leavesOthersOut() }

    /// Dividing by zero with signs, the quotient's sign counts for nothing: its product is zero.
    @Test func refusesChangedCells() throws {
        try battery.refusesChangedCells { mutant, trace in
            mutant.column == DivisionChip.Column.quotientIsNegative.rawValue
                && trace[mutant.row, DivisionChip.Column.isZero.rawValue] == .one
                && trace[mutant.row, DivisionChip.Column.choice.rawValue] == .one
        }
    }

    private typealias Cells = [(column: DivisionChip.Column, value: Goldilocks)]

    /// The cells of a quotient and a remainder; a gap that is no word stands in its lower limb.
    private func cells(
        quotient: Int64, remainder: Int64, gap: Int64,
        negative: (quotient: Bool, remainder: Bool)
    ) -> Cells {
        func limbs(_ value: Int64, _ isNegative: Bool) -> [Goldilocks] {
            let word = UInt64(value + (isNegative ? 1 << 32 : 0))
            return [Goldilocks(reducing: word & 0xffff), Goldilocks(reducing: word >> 16)]
        }
        let quotientLimbs = limbs(quotient, negative.quotient)
        let remainderLimbs = limbs(remainder, negative.remainder)
        let gapCells: Cells =
            gap >= 0
            ? [
                (.gapLow, Goldilocks(reducing: UInt64(gap) & 0xffff)),
                (.gapHigh, Goldilocks(reducing: UInt64(gap) >> 16)),
            ] : [(.gapLow, -Goldilocks(reducing: UInt64(-gap))), (.gapHigh, .zero)]
        return [
            (.quotientLow, quotientLimbs[0]), (.quotientHigh, quotientLimbs[1]),
            (.quotientIsNegative, negative.quotient ? .one : .zero),
            (.remainderLow, remainderLimbs[0]), (.remainderHigh, remainderLimbs[1]),
            (.remainderIsNegative, negative.remainder ? .one : .zero),
        ] + gapCells
    }

    private func operation(_ code: OperationCode, _ first: Int64, _ second: Int64)
        -> OperationRecord
    {
        OperationDefinition.operation(
            code, clock: 8, first: UInt32(truncatingIfNeeded: first),
            second: UInt32(truncatingIfNeeded: second), before: 0)
    }

    @Test func knowsTheTableOfTheManual() {
        let low = Int64(Int32.min)
        let cases: [(OperationCode, Int64, Int64, Int64)] = [
            (.divu, 77, 0, 0xffff_ffff), (.remu, 77, 0, 77), (.div, -77, 0, -1),
            (.rem, -77, 0, -77), (.div, low, -1, low), (.rem, low, -1, 0), (.div, low, 0, -1),
            (.rem, low, 0, low), (.div, -7, 2, -3), (.rem, -7, 2, -1), (.div, 7, -2, -3),
            (.rem, 7, -2, 1),
        ]
        for (code, first, second, result) in cases {
            #expect(
                operation(code, first, second).result == UInt32(truncatingIfNeeded: result))
        }
    }

    /// 0 - 2^32 as quotient of 2^32 - 1 is p - 1 less the remainder: a word of zero with one
    /// more as remainder.
    @Test func refusesASignWithoutSigns() throws {
        let reading = try battery.forged(
            operation(.remu, 5, 0xffff_ffff),
            cells(
                quotient: -(1 << 32), remainder: 4, gap: 0xffff_ffff - 5,
                negative: (true, false)))
        #expect(reading.failed == ["no signs"])
        #expect(reading.impossibleLookups.isEmpty)
    }

    @Test func refusesARemainderNotBelowSecond() throws {
        for (code, first, second, quotient, remainder) in [
            (.divu, 7, 2, 2, 3), (.div, 7, 2, 2, 3), (.div, 7, -2, -2, 3), (.remu, 4, 2, 1, 2),
            (.rem, -7, 2, -2, -3), (.rem, -8, -2, 3, -2),
        ] as [(OperationCode, Int64, Int64, Int64, Int64)] {
            let reading = try battery.forged(
                operation(code, first, second),
                cells(
                    quotient: quotient, remainder: remainder,
                    gap: abs(second) - abs(remainder) - 1,
                    negative: (quotient < 0, remainder < 0)))
            #expect(reading.failed.isEmpty)
            #expect(reading.impossibleLookups.count == 1)
        }
    }

    /// The word of the remainder is zero and 2^32 is taken off.
    @Test func refusesARemainderOfZeroWithSign() throws {
        let remainder: Int64 = -(1 << 32)
        // Its size is 2^32 where first is negative, else -2^32: in the gap of neither is a word.
        for (code, first, quotient, gap) in [
            (.rem, -4, (1 << 31) - 2, 2 - (1 << 32) - 1), (.rem, 4, (1 << 31) + 2, 1 + 1 << 32),
            (.remu, 4, (1 << 31) + 2, 1 + 1 << 32),
        ] as [(OperationCode, Int64, Int64, Int64)] {
            let reading = try battery.forged(
                operation(code, first, 2),
                cells(
                    quotient: quotient, remainder: remainder, gap: gap, negative: (false, true)))
            #expect(reading.failed.isEmpty)
            #expect(reading.impossibleLookups.count == 1)
        }
        // Of zero the gap is a word, but the remainder is not first.
        let reading = try battery.forged(
            operation(.remu, 4, 0),
            cells(quotient: 0, remainder: remainder, gap: (1 << 32) - 1, negative: (false, true))
                + [(.isZero, .zero)])
        #expect(reading.failed == ["division"])
        #expect(reading.impossibleLookups.isEmpty)
    }

    @Test func refusesALieAboutZero() throws {
        var honest = operation(.div, 9, 3)
        honest.result = .max
        var reading = try battery.forged(
            honest,
            cells(quotient: 0xffff_ffff, remainder: 9, gap: 0, negative: (false, false))
                + [(.isZero, .one)])
        #expect(Set(reading.failed) == ["division", "second is zero"])
        // Any quotient of zero, with a remainder as before.
        reading = try battery.forged(
            operation(.div, 9, 0),
            cells(quotient: 5, remainder: 9, gap: -10, negative: (false, false))
                + [(.isZero, .zero)])
        #expect(reading.failed.isEmpty)
        #expect(reading.impossibleLookups.count == 1)
    }

    private var forgeries: [Forgery<DivisionChip>] {
        signForgeries + equationForgeries + lookupForgeries
    }

    private var signForgeries: [Forgery<DivisionChip>] {
        // 5 = 2^31 * 5 / 2^31 as a word, -5 with signs
        [
            Forgery(
                .constraint("sign of first is a bit"), operation(.div, 5, 1),
                cells(quotient: -5, remainder: 0, gap: 0, negative: (true, false))
                    + [(.firstLow, .zero), (.firstSign, .ratio(5, 1 << 31))]),
            // 3 * 2^15 = 2^16 + 2^31 / 2^16, 2^15 with signs, its size 2^15 - 1
            Forgery(
                .constraint("sign of second is a bit"), operation(.div, 1 << 15, 3 << 15),
                cells(quotient: 1, remainder: 0, gap: 0x7ffe, negative: (false, false))
                    + [
                        (.secondLow, .zero), (.secondHigh, .one),
                        (.secondSign, .ratio(1, 1 << 16)),
                    ]),
            // 5 = 7 - 2^32 * 2 / 2^32
            Forgery(
                .constraint("sign of the quotient is a bit"), operation(.div, 10, 2),
                [(.quotientLow, .ratio(7)), (.quotientIsNegative, .ratio(2, 1 << 32))]),
            // 10 = 4 * 3 - 2
            Forgery(
                .constraint("sign of the remainder is a bit"), operation(.rem, 10, 3),
                cells(quotient: 4, remainder: 0, gap: 4, negative: (false, false))
                    + [(.remainderIsNegative, .ratio(2, 1 << 32))]),
            // The code of DIVU and the mean of both.
            Forgery(
                .constraint("remainder is a bit"), operation(.div, 7, 2),
                [(.isRemainder, .ratio(1, 2))]),
            Forgery(
                .constraint("no signs"), operation(.rem, -1, 5), [(.choice, .ratio(2))]),
            Forgery(
                .constraint("remainder has the sign of first"), operation(.rem, -7, 2),
                cells(quotient: -4, remainder: 1, gap: 2, negative: (true, false))),
        ]
    }

    private var equationForgeries: [Forgery<DivisionChip>] {
        [
            Forgery(
                .constraint("division"), operation(.divu, 7, 2), [(.quotientLow, .ratio(4))]),
            Forgery(
                .constraint("remainder is less than second"), operation(.divu, 7, 2),
                cells(quotient: 2, remainder: 3, gap: 0, negative: (false, false))),
            // 9 = -1 * 3 + 12
            Forgery(
                .constraint("second is zero"), operation(.div, 9, 3),
                cells(quotient: -1, remainder: 12, gap: 0, negative: (true, false))
                    + [(.isZero, .one)]),
            Forgery(
                .constraint("quotient by zero"), operation(.div, 9, 0),
                [(.quotientLow, .ratio(5))]),
        ]
    }

    private var lookupForgeries: [Forgery<DivisionChip>] {
        let low = Int64(Int32.min)
        let honest = operation(.divu, 7, 2)
        // -2^31 / 2 as 2^31 / 2, -2^31 / -2^31 as -2^31 / 2^31
        let left = cells(
            quotient: 1 << 30, remainder: 0, gap: 1, negative: (false, false))
        let right = cells(
            quotient: -1, remainder: 0, gap: (1 << 31) - 1, negative: (true, false))
        // 7 / 2 without remainder; 6 = (3 + 2^15) 2 - 2^16; 7 = 2 * 2 + 3
        let whole = cells(quotient: 0, remainder: 0, gap: 1, negative: (false, false))
        let more = cells(
            quotient: 3 + 1 << 15, remainder: 0, gap: 1 + 1 << 16, negative: (false, false))
        let less = cells(quotient: 2, remainder: 3, gap: 0, negative: (false, false))
        let word: Goldilocks = .ratio(1 << 31)
        return [
            Forgery(
                .lookup(0), operation(.div, low, 2),
                left + [(.firstLow, word), (.firstSign, .zero)]),
            Forgery(
                .lookup(1), operation(.div, low, 2),
                left + [(.firstHigh, .ratio(1 << 15)), (.firstSign, .zero)]),
            Forgery(
                .lookup(2), operation(.div, low, low),
                right + [(.secondLow, word), (.secondSign, .zero)]),
            Forgery(
                .lookup(3), operation(.div, low, low),
                right + [(.secondHigh, .ratio(1 << 15)), (.secondSign, .zero)]),
            Forgery(.lookup(4), honest, whole + [(.quotientLow, .ratio(7, 2))]),
            Forgery(.lookup(5), honest, whole + [(.quotientHigh, .ratio(7, 1 << 17))]),
            Forgery(
                .lookup(6), operation(.remu, 6, 2), more + [(.remainderLow, .ratio(-1 << 16))]),
            Forgery(.lookup(7), operation(.remu, 6, 2), more + [(.remainderHigh, .ratio(-1))]),
            Forgery(.lookup(8), honest, less + [(.gapLow, .ratio(-2))]),
            Forgery(.lookup(9), honest, less + [(.gapHigh, .ratio(-2, 1 << 16))]),
        ]
    }
}
