public import Constraints
import Fields

/// Stores of less than a word: SB and SH.
///
/// The word in memory has two halves, and the half that changes two bytes: the old one, which the
/// lowest byte of second replaces, and its partner, which a stored half replaces too. Weights,
/// powers of 2^8, give the positions of both bytes, so the words before and after have degree 2 and
/// need no columns.
public enum SubwordStoreChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// Members of the tuple that no constraint needs; first is the base of the address.
        case clock, first
        /// The two low bytes of second, and its upper half.
        case low, next, upper
        /// The old byte, its partner and the other half, before the store.
        case old, partner, otherHalf
        /// The weight of the half that changes: 1 or 2^16; 0 in padding.
        case halfWeight
        /// The weight of the old byte: that of its half, or 2^8 times as much.
        case weight
        /// The weight of the second byte that is stored: that of the partner in SH, 0 in SB.
        case nextWeight
    }

    /// The size.
    public static let shape = ChipShape(
        name: "subword store", mainWidth: Column.allCases.count, isOptional: true)

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let half = builder.this(Column.halfWeight)
        let weight = builder.this(Column.weight)
        let nextWeight = builder.this(Column.nextWeight)
        let upper = half * builder.power(8)
        // half is 0, 1 or 2^16: half (half - 1) (half - 2^16) = 0
        builder.require(
            "weight of a half", zero: half * (half - .one) * (half - builder.power(16)))
        // weight is half or 2^8 half
        builder.require("weight of a byte", zero: (weight - half) * (weight - upper))
        // nextWeight is 0 or 2^8 half, and 0 unless weight is half
        builder.require("weight of the next byte", zero: nextWeight * (nextWeight - upper))
        builder.require("halves are aligned", zero: nextWeight * (weight - half))
        // The weight of the other half: half other = 2^16 in rows that are not padding.
        let other = builder.power(16) + .one - half
        let inverse = other * Builder.Value(constant: Goldilocks(1 << 16).inverseOrZero)
        let isReal = half * inverse

        let (low, next) = (builder.this(Column.low), builder.this(Column.next))
        let (old, partner) = (builder.this(Column.old), builder.this(Column.partner))
        let otherHalf = builder.this(Column.otherHalf)
        for pair in [[low, next], [old, partner]] {
            builder.send(pair, on: MachineBus.bytePair, multiplicity: isReal)
        }
        builder.requireRange(.bits16, builder.this(Column.upper), multiplicity: isReal)
        builder.requireRange(.bits16, otherHalf, multiplicity: isReal)
        // The weights of both bytes add up to half + 2^8 half.
        let partnerWeight = half + upper - weight
        let rest = otherHalf * other
        // before = old weight + partner partnerWeight + rest; after it, low is in place of old, and
        // in SH next in place of partner. Limbs are disjoint, so the result is a word.
        builder.receiveOperation(
            OperationTuple(
                code: code(inverse: inverse, to: builder), clock: builder.this(Column.clock),
                first: builder.this(Column.first),
                second: low + next * builder.power(8) + builder.this(Column.upper)
                    * builder.power(16),
                before: old * weight + partner * partnerWeight + rest,
                result: low * weight + next * nextWeight
                    + partner * (partnerWeight - nextWeight) + rest),
            multiplicity: isReal)
    }

    /// The code of a row: sb + 2 isHigh + isUpper + 4 isHalf, as sh is 4 more.
    private static func code<Builder: ConstraintBuilder>(
        inverse: Builder.Value, to builder: Builder
    ) -> Builder.Value {
        func inverted(_ integer: UInt32) -> Builder.Value {
            Builder.Value(constant: Goldilocks(integer).inverseOrZero)
        }
        let half = builder.this(Column.halfWeight)
        // half = 1 + 65535 isHigh; weight = half (1 + 255 isUpper); nextWeight = 2^8 half isHalf
        let isHigh = (half - .one) * inverted(65535)
        let isUpper = (builder.this(Column.weight) - half) * inverse * inverted(255)
        let isHalf4 = builder.this(Column.nextWeight) * inverse * inverted(64)
        return Builder.Value(OperationCode.sb.rawValue) + isHigh + isHigh + isUpper + isHalf4
    }
}
