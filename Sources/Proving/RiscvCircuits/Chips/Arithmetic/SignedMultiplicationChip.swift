public import Constraints
import Fields

/// The high words of products with signs: MULH, and MULHSU whose second factor has none.
///
/// The top bit of a factor with a sign weighs -2^31; so does that of the high word.
public enum SignedMultiplicationChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// Members of the tuple that no constraint needs.
        case clock, before
        /// The limbs of first, 16 and 15 bits, and its sign.
        case firstLow, firstHigh, firstSign
        /// The limbs of second, 16 and 15 bits, and its sign; in MULHSU 16 and 16 bits.
        case secondLow, secondHigh, secondSign
        /// The limbs of the low word, 16 and 16 bits.
        case low0, low1
        /// The limbs of the result, 16 and 15 bits, and its sign.
        case resultLow, resultHigh, resultSign
        /// 1 for MULH, 2 for MULHSU, otherwise 0.
        case choice
    }

    /// The size.
    public static let shape = ChipShape(
        name: "signed multiplication", mainWidth: Column.allCases.count, isOptional: true)

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let choice = builder.this(Column.choice)
        let isReal = builder.requireChoice("MULH or MULHSU", choice)
        let first = SignedWord(builder, Column.firstLow)
        let second = SignedWord(builder, Column.secondLow)
        let result = SignedWord(builder, Column.resultLow)
        builder.require("sign of first is a bit", bit: first.sign)
        builder.require("sign of second is a bit", bit: second.sign)
        builder.require("sign of the result is a bit", bit: result.sign)
        // choice 2: the second factor has no sign
        builder.require(
            "MULHSU has no second sign", zero: second.sign * (choice - .one))
        let low = builder.word(builder.this(Column.low0), builder.this(Column.low1))
        // first second = result 2^32 + low, where low alone has no sign
        builder.require(
            "product", first.signed * second.signed,
            equals: result.signed * builder.power(32) + low)
        // Products are from -2^63 + 2^31 to (2^31 - 1) (2^32 - 1) = 2^63 - 2^32 - 2^31 + 1, the
        // right side from -2^63 to 2^63 - 1. The right side could be the product + p for products
        // below -2^63 + 2^32 - 1, and would then be at least 2^63 - 2^31: a result of 2^31 - 1 for
        // a negative product. It is never the product - p. So where signs differ the result must be
        // negative or zero: (sign of first - sign of second) (1 - sign of result) result = 0
        builder.require(
            "signs of the product",
            zero: (first.sign - second.sign) * (.one - result.sign) * result.unsigned)
        let two = Builder.Value(2)
        for word in [first, result] {
            builder.requireRange(.bits16, word.low, multiplicity: isReal)
            builder.requireRange(.bits15, word.high, multiplicity: isReal)
        }
        builder.requireRange(.bits16, second.low, multiplicity: isReal)
        builder.requireHalf(second.high, isShort: two - choice, multiplicity: isReal)
        builder.requireRange(.bits16, builder.this(Column.low0), multiplicity: isReal)
        builder.requireRange(.bits16, builder.this(Column.low1), multiplicity: isReal)
        builder.receiveOperation(
            OperationTuple(
                code: Builder.Value(OperationCode.mulh.rawValue) + choice - .one,
                clock: builder.this(Column.clock), first: first.unsigned,
                second: second.unsigned, before: builder.this(Column.before),
                result: result.unsigned),
            multiplicity: isReal)
    }
}

/// A word of three columns: a limb of 16 bits, one of 15 or 16, and the sign.
struct SignedWord<Value: ConstraintValue> {
    let low: Value
    let high: Value
    let sign: Value
    /// The reading without a sign.
    let unsigned: Value
    /// The reading in which the top bit weighs -2^31; without a sign equal to `unsigned`.
    let signed: Value

    init<Builder: ConstraintBuilder, Column: ChipColumn>(_ builder: Builder, _ first: Column)
    where Builder.Value == Value {
        low = builder.this(first.rawValue)
        high = builder.this(first.rawValue + 1)
        sign = builder.this(first.rawValue + 2)
        let rest = builder.word(low, high)
        unsigned = rest + sign * builder.power(31)
        signed = rest - sign * builder.power(31)
    }
}
