public import Constraints

#if !hasFeature(Embedded)
    import Fields
    import Polynomials
#endif

/// The tables of ranges, bytes and powers of two: 2^16 fixed rows that other chips look up.
public enum TableChip: Chip {
    /// How often each table is looked up at a row.
    public enum Column: Int, ChipColumn {
        case count16, count14, count15, countBytes, countPair, countPower
    }

    /// The fixed columns.
    enum Fixed: Int, CaseIterable {
        /// The number of the row.
        case value
        /// Its low 14 and 15 bits.
        case low14, low15
        /// Its bytes, and what their bits have in common.
        case x, y, and
        /// Two to its low five bits.
        case power
    }

    /// The logarithm of the number of rows.
    public static let heightLog2 = 16

    /// The size.
    public static let shape = ChipShape(
        name: "tables", mainWidth: Column.allCases.count, fixedWidth: Fixed.allCases.count)

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

#if !hasFeature(Embedded)
    extension TableChip {
        /// The fixed columns.
        static var fixedTable: Matrix {
            var table = Matrix(zeros: 1 << heightLog2, width: Fixed.allCases.count)
            for row in 0..<table.height {
                let value = UInt32(row)
                let members: [(Fixed, UInt32)] = [
                    (.value, value), (.low14, value & 0x3fff), (.low15, value & 0x7fff),
                    (.x, value & 0xff), (.y, value >> 8), (.and, value & 0xff & value >> 8),
                    (.power, 1 << (value & 31)),
                ]
                for (column, member) in members {
                    table[row, column.rawValue] = Goldilocks(member)
                }
            }
            return table
        }

        /// The multiplicities.
        static func trace(_ tally: LookupTally) -> Matrix {
            var table = Matrix(zeros: 1 << heightLog2, width: Column.allCases.count)
            for row in 0..<table.height {
                for column in Column.allCases {
                    table[row, column.rawValue] = tally.count(of: column, row: row)
                }
            }
            return table
        }
    }
#endif
