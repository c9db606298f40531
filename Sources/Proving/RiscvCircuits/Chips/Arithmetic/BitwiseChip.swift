public import Constraints
import Fields

/// AND, OR and XOR: bytes of both operands, and their AND from the table.
public enum BitwiseChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// Members of the tuple that no constraint needs.
        case clock, before
        /// The bytes of the operands from the lowest.
        case first0, first1, first2, first3
        case second0, second1, second2, second3
        /// The bytes of first AND second.
        case common0, common1, common2, common3
        /// Whether the operation is AND.
        case isAnd
        /// 1 for OR, 2 for XOR, otherwise 0.
        case other
    }

    /// The size.
    public static let shape = ChipShape(
        name: "bitwise", mainWidth: Column.allCases.count, isOptional: true)

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let isAnd = builder.this(Column.isAnd)
        let other = builder.this(Column.other)
        builder.require("AND is a bit", bit: isAnd)
        let isOther = builder.requireChoice("OR or XOR", other)
        // A row has one operation.
        builder.require("one operation", zero: isAnd * other)
        let isReal = isAnd + isOther
        // The table has (x, y, x AND y) for bytes x and y only.
        var words: [Builder.Value] = [.zero, .zero, .zero]
        for byte in 0..<4 {
            let members = [Column.first0, .second0, .common0].map {
                builder.this($0.rawValue + byte)
            }
            builder.send(members, on: MachineBus.bytes, multiplicity: isReal)
            for index in words.indices {
                words[index] = words[index] + members[index] * builder.power(8 * byte)
            }
        }
        // x OR y = x + y - (x AND y), x XOR y = x + y - 2 (x AND y); other is 0, 1, 2 as
        // isAnd is 1, 0, 0. Bits are disjoint, so the result is a word.
        let (first, second, common) = (words[0], words[1], words[2])
        let result = (isAnd - other) * common + (.one - isAnd) * (first + second)
        builder.receiveOperation(
            OperationTuple(
                code: Builder.Value(OperationCode.and.rawValue) + other,
                clock: builder.this(Column.clock), first: first, second: second,
                before: builder.this(Column.before), result: result),
            multiplicity: isReal)
    }
}
