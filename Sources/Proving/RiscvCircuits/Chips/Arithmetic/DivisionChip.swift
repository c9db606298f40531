public import Constraints
import Fields

/// Quotients and remainders: DIV, DIVU, REM and REMU.
///
/// RISC-V unprivileged specification, M extension, "Division operations": quotients are rounded
/// towards zero, remainders have the sign of first; division by zero gives a quotient of all ones
/// and the remainder first; -2^31 / -1 gives -2^31, the word of the true quotient 2^31, and
/// remainder 0.
///
/// All four are one equation, first = quotient * second + remainder, on the readings with or
/// without signs. Without signs both sides are below p: the right one is at most (2^32 - 1)^2 +
/// 2^32 - 1 = p - 1. With signs |second| and |first| are at most 2^31, |quotient| and |remainder|
/// at most 2^32, so the sides differ by less than p. So the equation holds for integers; with
/// |remainder| < |second| and the sign of the remainder it has one solution.
public enum DivisionChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// Members of the tuple that no constraint needs.
        case clock, before
        /// The limbs of the operands, 16 and 15 bits, and their signs; without signs 16 and 16.
        case firstLow, firstHigh, firstSign, secondLow, secondHigh, secondSign
        /// The limbs of the quotient's word, 16 and 16 bits, and 1 if its value is 2^32 less.
        case quotientLow, quotientHigh, quotientIsNegative
        /// The limbs and the sign of the remainder, of the same form.
        case remainderLow, remainderHigh, remainderIsNegative
        /// The limbs of |second| - |remainder| - 1.
        case gapLow, gapHigh
        /// Whether second is zero.
        case isZero
        /// 1 with signs, 2 without, otherwise 0.
        case choice
        /// Whether the result is the remainder.
        case isRemainder
    }

    /// The size.
    public static let shape = ChipShape(
        name: "division", mainWidth: Column.allCases.count, isOptional: true)

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let row = DivisionRow(&builder)
        describeSigns(row, to: &builder)
        describeEquation(row, to: &builder)
        describeLookups(row, to: &builder)
        // div, divu, rem, remu follow one another: choice - 1 + 2 isRemainder
        let isRemainder = row.isRemainder
        builder.receiveOperation(
            OperationTuple(
                code: Builder.Value(OperationCode.div.rawValue) + row.choice - .one
                    + isRemainder + isRemainder,
                clock: builder.this(Column.clock), first: row.first.unsigned,
                second: row.second.unsigned, before: builder.this(Column.before),
                result: row.quotientWord
                    + isRemainder * (row.remainderWord - row.quotientWord)),
            multiplicity: row.isReal)
    }

    private static func describeSigns<Builder: ConstraintBuilder>(
        _ row: DivisionRow<Builder.Value>, to builder: inout Builder
    ) {
        builder.require("sign of first is a bit", bit: row.first.sign)
        builder.require("sign of second is a bit", bit: row.second.sign)
        builder.require("sign of the quotient is a bit", bit: row.quotientIsNegative)
        builder.require("sign of the remainder is a bit", bit: row.remainderIsNegative)
        builder.require("remainder is a bit", bit: row.isRemainder)
        // choice 2: no signs; that of the remainder is that of first. Three bits add up to zero
        // only when each is.
        let signs = row.first.sign + row.second.sign + row.quotientIsNegative
        builder.require("no signs", zero: (row.choice - .one) * signs)
        // The remainder has the sign of first, or its word is zero; zero less 2^32 is refused
        // below: (sign of first - sign of remainder) word = 0
        builder.require(
            "remainder has the sign of first",
            zero: (row.first.sign - row.remainderIsNegative) * row.remainderWord)
    }

    private static func describeEquation<Builder: ConstraintBuilder>(
        _ row: DivisionRow<Builder.Value>, to builder: inout Builder
    ) {
        let remainder = row.remainderWord - row.remainderIsNegative * builder.power(32)
        let quotient = row.quotientWord - row.quotientIsNegative * builder.power(32)
        // first = quotient second + remainder; second = 0 leaves remainder = first
        builder.require(
            "division", row.first.signed, equals: quotient * row.second.signed + remainder)
        // isZero = 0: gap = |second| - |remainder| - 1, so second is not zero. A remainder of -2^32
        // has a gap of |second| - 2^32 - 1 where first is negative, and of |second| + 2^32 - 1
        // elsewhere, which is a word for second = 0 only; and second = 0 leaves remainder = first.
        let second = row.second.signed - (row.second.sign + row.second.sign) * row.second.signed
        let size = remainder - (row.first.sign + row.first.sign) * remainder
        let isOther = row.isReal - row.isZero
        builder.require(
            "remainder is less than second", row.gap,
            equals: (.one - row.isZero) * (second - size) - isOther)
        // isZero other than 0: second = 0 and the quotient's word is 2^32 - 1. The equation then
        // gives remainder = first, which completes the result, and isZero need not be a bit.
        builder.require("second is zero", zero: row.isZero * row.second.unsigned)
        builder.require(
            "quotient by zero",
            zero: row.isZero * (row.quotientWord - builder.power(32) + .one))
    }

    private static func describeLookups<Builder: ConstraintBuilder>(
        _ row: DivisionRow<Builder.Value>, to builder: inout Builder
    ) {
        // choice 1: with signs the upper halves have 15 bits
        let isSigned = Builder.Value(2) - row.choice
        for word in [row.first, row.second] {
            builder.requireRange(.bits16, word.low, multiplicity: row.isReal)
            builder.requireHalf(word.high, isShort: isSigned, multiplicity: row.isReal)
        }
        let halves = [
            Column.quotientLow, .quotientHigh, .remainderLow, .remainderHigh, .gapLow, .gapHigh,
        ]
        for column in halves {
            builder.requireRange(.bits16, builder.this(column), multiplicity: row.isReal)
        }
    }
}

/// Expressions that several constraints of a row use.
private struct DivisionRow<Value: ConstraintValue> {
    let choice: Value
    let isReal: Value
    let isRemainder: Value
    let isZero: Value
    let first: SignedWord<Value>
    let second: SignedWord<Value>
    let quotientWord: Value
    let quotientIsNegative: Value
    let remainderWord: Value
    let remainderIsNegative: Value
    let gap: Value

    init<Builder: ConstraintBuilder>(_ builder: inout Builder) where Builder.Value == Value {
        typealias Column = DivisionChip.Column
        choice = builder.this(Column.choice)
        isReal = builder.requireChoice("with or without signs", choice)
        isRemainder = builder.this(Column.isRemainder)
        isZero = builder.this(Column.isZero)
        first = SignedWord(builder, Column.firstLow)
        second = SignedWord(builder, Column.secondLow)
        quotientWord = builder.word(
            builder.this(Column.quotientLow), builder.this(Column.quotientHigh))
        quotientIsNegative = builder.this(Column.quotientIsNegative)
        remainderWord = builder.word(
            builder.this(Column.remainderLow), builder.this(Column.remainderHigh))
        remainderIsNegative = builder.this(Column.remainderIsNegative)
        gap = builder.word(builder.this(Column.gapLow), builder.this(Column.gapHigh))
    }
}
