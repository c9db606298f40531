public import Constraints
import Fields

/// Loads of less than a word: LB, LBU, LH and LHU.
///
/// The loaded word has two halves, and the selected half two bytes. The top byte is the loaded
/// byte, or the upper one of a loaded half: it has the sign.
public enum SubwordLoadChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// Members of the tuple that no constraint needs; first is the base of the address.
        case clock, before, first
        /// The loaded word.
        case second
        /// The extended part.
        case result
        /// The top byte, and the other byte of its half.
        case top, partner
        /// The other half.
        case otherHalf
        /// 128 times the sign; 0 without signs.
        case sign
        /// 1 without signs, 2 with, otherwise 0.
        case choice
        /// Whether a half is loaded.
        case isHalf
        /// Whether the upper half is selected.
        case isHigh
        /// Whether the top byte is the upper one of its half.
        case isUpper
    }

    /// The size.
    public static let shape = ChipShape(
        name: "subword load", mainWidth: Column.allCases.count, isOptional: true)

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let choice = builder.this(Column.choice)
        let isReal = builder.requireChoice("with or without signs", choice)
        let isHalf = builder.this(Column.isHalf)
        let isHigh = builder.this(Column.isHigh)
        let isUpper = builder.this(Column.isUpper)
        builder.require("half is a bit", bit: isHalf)
        builder.require("high is a bit", bit: isHigh)
        builder.require("upper is a bit", bit: isUpper)
        // The top byte of a half is the upper one.
        builder.require("top of a half", zero: isHalf * (.one - isUpper))
        describeParts(to: &builder)

        let (top, partner) = (builder.this(Column.top), builder.this(Column.partner))
        // sign = top AND 128 (choice - 1); the table has bytes only
        let mask = (choice - .one) * Builder.Value(128)
        builder.send(
            [top, mask, builder.this(Column.sign)], on: MachineBus.bytes, multiplicity: isReal)
        builder.send([partner, .zero], on: MachineBus.bytePair, multiplicity: isReal)
        builder.requireRange(.bits16, builder.this(Column.otherHalf), multiplicity: isReal)
        // lbu + offset; lb is 4 less. A half is 8 more, its offset is 2 isHigh, and isUpper is 1.
        let lbu = Builder.Value(OperationCode.lbu.rawValue)
        let code =
            lbu - (choice - .one) * Builder.Value(4) + isHigh + isHigh + isUpper
            + isHalf * Builder.Value(7)
        builder.receiveOperation(
            OperationTuple(
                code: code, clock: builder.this(Column.clock), first: builder.this(Column.first),
                second: builder.this(Column.second), before: builder.this(Column.before),
                result: builder.this(Column.result)),
            multiplicity: isReal)
    }

    private static func describeParts<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let isHalf = builder.this(Column.isHalf)
        let (top, partner) = (builder.this(Column.top), builder.this(Column.partner))
        let other = builder.this(Column.otherHalf)
        let byte = Builder.Value(255)
        // half = top + 2^8 partner, or 2^8 top + partner, which is 255 (top - partner) more
        let half =
            top + partner * builder.power(8)
            + builder.this(Column.isUpper) * byte * (top - partner)
        // second = half + 2^16 other, or 2^16 half + other, which is (2^16 - 1) (half - other) more
        builder.require(
            "parts of the word", builder.this(Column.second),
            equals: half + other * builder.power(16)
                + builder.this(Column.isHigh) * Builder.Value(65535) * (half - other))
        // The part is top, or 2^8 top + partner; a set sign, sign = 128, adds 2^32 - 2^8 or
        // 2^32 - 2^16. So the result is a word.
        let extensionOfByte = builder.power(25) - Builder.Value(2)
        let extensionOfHalf = builder.power(25) - builder.power(9)
        builder.require(
            "extended part", builder.this(Column.result),
            equals: top + isHalf * (partner + byte * top)
                + builder.this(Column.sign)
                * (extensionOfByte + isHalf * (extensionOfHalf - extensionOfByte)))
    }
}
