public import Constraints
import Fields

/// Products without signs: MUL and MULHU.
public enum MultiplicationChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// Members of the tuple that no constraint needs.
        case clock, before
        /// The factors.
        case first, second
        /// The limbs of the product.
        case low0, low1, high0, high1
        /// The inverse of 2^32 - 1 - high.
        case inverse
        /// 1 for MUL, 2 for MULHU, otherwise 0.
        case choice
    }

    /// The size.
    public static let shape = ChipShape(
        name: "multiplication", mainWidth: Column.allCases.count, isOptional: true)

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let choice = builder.this(Column.choice)
        let isReal = builder.requireChoice("low or high word", choice)
        let first = builder.this(Column.first)
        let second = builder.this(Column.second)
        let low = builder.word(builder.this(Column.low0), builder.this(Column.low1))
        let high = builder.word(builder.this(Column.high0), builder.this(Column.high1))
        // first second = high 2^32 + low
        builder.require("product", first * second, equals: high * builder.power(32) + low)
        // The product is at most (2^32 - 1)^2 < p. The right side is below 2^64 and could be the
        // product + p, at least p = (2^32 - 1) 2^32 + 1. So high = 2^32 - 1 is excluded, which no
        // product has: (2^32 - 1 - high) inverse = 1
        builder.require(
            "high word is not all ones",
            (builder.power(32) - .one - high) * builder.this(Column.inverse), equals: isReal)
        for column in [Column.low0, .low1, .high0, .high1] {
            builder.requireRange(.bits16, builder.this(column), multiplicity: isReal)
        }
        // choice 1: mul, low; choice 2: mulhu, high
        let isHigh = choice - .one
        let (mul, mulhu) = (OperationCode.mul.rawValue, OperationCode.mulhu.rawValue)
        builder.receiveOperation(
            OperationTuple(
                code: Builder.Value(mul) + isHigh * Builder.Value(mulhu - mul),
                clock: builder.this(Column.clock), first: first, second: second,
                before: builder.this(Column.before), result: low + isHigh * (high - low)),
            multiplicity: isReal)
    }
}
