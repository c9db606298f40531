public import Constraints

/// The tables of ranges, bytes and powers of two: 2^16 fixed rows that other chips look up.
public enum TableChip: MachineChip {
    /// Number of lookups of each table at a row.
    public enum Column: Int, ChipColumn {
        case count16, count14, count15, countBytes, countPair, countPower
    }

    /// The fixed columns.
    public enum Fixed: Int, CaseIterable, Sendable {
        /// The index of the row.
        case value
        /// Its low 14 and 15 bits.
        case low14, low15
        /// Its bytes, and their AND.
        case x, y, and
        /// Two to the power of its low five bits.
        case power
    }

    /// The logarithm of the number of rows.
    public static let heightLog2 = 16

    /// The size.
    public static let shape = ChipShape(
        name: "tables", mainWidth: Column.allCases.count, fixedWidth: Fixed.allCases.count)

    /// The same number of rows in every proof.
    public static var height: ChipHeight { .constant(log2: heightLog2) }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        func fixed(_ column: Fixed) -> Builder.Value { builder.fixed(column.rawValue) }
        func kind(_ kind: RangeKind) -> Builder.Value { Builder.Value(kind.rawValue) }
        let x = fixed(.x)
        let y = fixed(.y)
        let rows: [(Bus, [Builder.Value], Column)] = [
            (MachineBus.range, [kind(.bits16), fixed(.value)], .count16),
            (MachineBus.range, [kind(.bits14), fixed(.low14)], .count14),
            (MachineBus.range, [kind(.bits15), fixed(.low15)], .count15),
            (MachineBus.bytes, [x, y, fixed(.and)], .countBytes),
            (MachineBus.bytePair, [x, y], .countPair),
            (MachineBus.power, [fixed(.value), fixed(.power)], .countPower),
        ]
        for (bus, tuple, count) in rows {
            builder.receive(tuple, on: bus, multiplicity: builder.this(count))
        }
    }
}
