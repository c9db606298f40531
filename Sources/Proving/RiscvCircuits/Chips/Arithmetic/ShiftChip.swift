public import Constraints
import Fields

/// Shifts: SLL, SRL and SRA.
///
/// With n = second mod 32 and the value X below 2^32, a shift to the left is
/// X * 2^n = rest * 2^32 + shifted, one to the right X * 2^(31 - n) = shifted * 2^31 + rest,
/// shifted below 2^32 and rest below 2^31: 63 bits on all sides, so the equations hold for
/// integers. X is first. In SRA of a negative number X is the complement of first, below 2^31, and
/// the result is the complement of shifted: it has ones in place of the zeros that a shift inserts.
public enum ShiftChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// Members of the tuple that no constraint needs.
        case clock, before
        /// The limbs of the value: 16 and 16 bits, in SRA 16 and 15.
        case valueLow, valueHigh
        /// In SRA whether first is negative.
        case isNegative
        /// The limbs of second, and two to the power of its low five bits.
        case amountLow, amountHigh, power
        /// The limbs of shifted: 16 and 16 bits.
        case shiftedLow, shiftedHigh
        /// The limbs of the rest: 16 and 15 bits.
        case restLow, restHigh
        /// Whether the operation is SLL.
        case isLeft
        /// 1 for SRL, 2 for SRA, otherwise 0.
        case right
    }

    /// The size.
    public static let shape = ChipShape(
        name: "shift", mainWidth: Column.allCases.count, isOptional: true)

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let isLeft = builder.this(Column.isLeft)
        let right = builder.this(Column.right)
        builder.require("left is a bit", bit: isLeft)
        let isRight = builder.requireChoice("SRL or SRA", right)
        // A row has one operation.
        builder.require("one direction", zero: isLeft * right)
        let isReal = isLeft + isRight
        // Only SRA has signs; right is 2 there.
        let isNegative = builder.this(Column.isNegative)
        builder.require("sign is a bit", bit: isNegative)
        builder.require("only SRA has a sign", zero: isNegative * (Builder.Value(2) - right))

        func word(_ low: Column, _ high: Column) -> Builder.Value {
            builder.word(builder.this(low), builder.this(high))
        }
        let value = word(.valueLow, .valueHigh)
        let amount = word(.amountLow, .amountHigh)
        let shifted = word(.shiftedLow, .shiftedHigh)
        let rest = word(.restLow, .restHigh)
        let power = builder.this(Column.power)
        // left: X 2^n = rest 2^32 + shifted
        let left = value * power - rest * builder.power(32) - shifted
        // right: X 2^31 = (shifted 2^31 + rest) 2^n; 2^n is a unit of the field, so this is
        // X 2^(31 - n) = shifted 2^31 + rest
        let product = (shifted * builder.power(31) + rest) * power
        builder.require(
            "shift",
            zero: isLeft * left
                + (.one - isLeft) * (value * builder.power(31) - product))
        describeLookups(isReal: isReal, to: &builder)
        // The complement of a word w is 2^32 - 1 - w.
        let ones = builder.power(32) - .one
        builder.receiveOperation(
            OperationTuple(
                code: Builder.Value(OperationCode.sll.rawValue) + right,
                clock: builder.this(Column.clock),
                first: value + isNegative * (ones - value - value), second: amount,
                before: builder.this(Column.before),
                result: shifted + isNegative * (ones - shifted - shifted)),
            multiplicity: isReal)
    }

    private static func describeLookups<Builder: ConstraintBuilder>(
        isReal: Builder.Value, to builder: inout Builder
    ) {
        // The table of powers has arguments below 2^16 only.
        builder.send(
            [builder.this(Column.amountLow), builder.this(Column.power)], on: MachineBus.power,
            multiplicity: isReal)
        // right - 1 + isLeft is 0 in SLL and SRL, 1 in SRA.
        builder.requireHalf(
            builder.this(Column.valueHigh),
            isShort: builder.this(Column.right) - .one + builder.this(Column.isLeft),
            multiplicity: isReal)
        let halves = [
            Column.valueLow, .amountHigh, .shiftedLow, .shiftedHigh, .restLow,
        ]
        for column in halves {
            builder.requireRange(.bits16, builder.this(column), multiplicity: isReal)
        }
        builder.requireRange(.bits15, builder.this(Column.restHigh), multiplicity: isReal)
    }
}
