public import Constraints
import Fields

/// Comparisons with signs: SLT, and its negation for BGE.
///
/// "Lesser" is the operand that is not greater. Two differences that are not negative prove the
/// order; their form depends on the signs:
///
/// | lesser | greater | first difference | second difference |
/// | --- | --- | --- | --- |
/// | >= 0 | >= 0 | 2^31 - 1 - greater | greater - lesser |
/// | < 0 | < 0 | lesser - 2^31 | greater - lesser |
/// | < 0 | >= 0 | lesser - 2^31 | 2^31 - 1 - greater |
///
/// all on unsigned readings of the words, and greater - lesser - 1 where first < second. Operands
/// are words, so a negative difference is above p - 2^34 and is no word. The sign columns of a row
/// need not be true: each choice of them proves the order. The choice of >= 0 and < 0, which no
/// honest row makes, has D = 2^31 - 1 - greater and 2 (greater - lesser) - D, which prove 0 <=
/// lesser <= greater < 2^31.
public enum ComparisonChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// Members of the tuple that no constraint needs.
        case clock, before
        /// The operands.
        case first, second
        /// Whether first < second, with signs.
        case isLess
        /// The signs by which the differences are chosen.
        case lesserIsNegative, greaterIsNegative
        /// The limbs of the first difference.
        case signLow, signHigh
        /// The limbs of the second difference.
        case orderLow, orderHigh
        /// 1 for less than, 2 for not less than, otherwise 0.
        case choice
    }

    /// The size.
    public static let shape = ChipShape(
        name: "comparison", mainWidth: Column.allCases.count, isOptional: true)

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let isLess = builder.this(Column.isLess)
        let choice = builder.this(Column.choice)
        builder.require("less is a bit", bit: isLess)
        let isReal = builder.requireChoice("less or not less", choice)
        describeOrder(isReal: isReal, to: &builder)
        for column in [Column.signLow, .signHigh, .orderLow, .orderHigh] {
            builder.requireRange(.bits16, builder.this(column), multiplicity: isReal)
        }
        // choice 1: isLess; choice 2: 1 - isLess
        let isNegated = choice - .one
        builder.receiveOperation(
            OperationTuple(
                code: Builder.Value(OperationCode.slt.rawValue) + isNegated,
                clock: builder.this(Column.clock), first: builder.this(Column.first),
                second: builder.this(Column.second), before: builder.this(Column.before),
                result: isLess + isNegated - (isLess + isLess) * isNegated),
            multiplicity: isReal)
    }

    private static func describeOrder<Builder: ConstraintBuilder>(
        isReal: Builder.Value, to builder: inout Builder
    ) {
        let first = builder.this(Column.first)
        let second = builder.this(Column.second)
        let isLess = builder.this(Column.isLess)
        let lesserSign = builder.this(Column.lesserIsNegative)
        let greaterSign = builder.this(Column.greaterIsNegative)
        builder.require("sign of the lesser is a bit", bit: lesserSign)
        builder.require("sign of the greater is a bit", bit: greaterSign)
        let lesser = second + isLess * (first - second)
        let greater = first + second - lesser
        let border = builder.power(31)
        // lesser >= 0: 2^31 - 1 - greater; lesser < 0: lesser - 2^31; padding: 0
        let sign = builder.word(
            builder.this(Column.signLow), builder.this(Column.signHigh))
        builder.require(
            "signs", sign,
            equals: lesserSign * (lesser - border) - (.one - lesserSign) * greater
                + (isReal - lesserSign) * (border - .one))
        // Signs differ: 2^31 - 1 - greater; same: greater - lesser - isLess
        let order = builder.word(
            builder.this(Column.orderLow), builder.this(Column.orderHigh))
        let differ = lesserSign - greaterSign
        builder.require(
            "order", order,
            equals: differ * (border - .one - greater)
                + (.one - differ) * (greater - lesser - isLess))
    }
}
