public import Constraints

#if !hasFeature(Embedded)
    import Fields
    public import Polynomials
    public import Riscv
#endif

/// The program table: one fixed row for each instruction that can be completed, and how often it
/// was executed.
///
/// EBREAK, undefined words and gaps have no row, so no run that reaches one can be shown.
public enum ProgramChip: Chip {
    /// How often the instruction was executed.
    public enum Column: Int, ChipColumn {
        case count
    }

    /// The fixed columns: the tuple of the program bus.
    enum Fixed: Int, CaseIterable {
        case pc, flags, source1, source2, destination, immediate, operandImmediate, code
    }

    /// The size.
    public static let shape = ChipShape(
        name: "program", mainWidth: Column.allCases.count, fixedWidth: Fixed.allCases.count)

    /// The bus traffic of one row; there is no constraint.
    ///
    /// The count needs none: the processor's lookups alone decide which balance. Rows that fill
    /// the table up have no flag, which no row of the processor that looks one up has.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let tuple = Fixed.allCases.map { builder.fixed($0.rawValue) }
        builder.receive(tuple, on: MachineBus.program, multiplicity: builder.this(Column.count))
    }
}

#if !hasFeature(Embedded)
    extension ProgramChip {
        /// The pc of rows that fill the table up: no instruction's, as it is odd.
        private static let fillerPC = Goldilocks(1)

        /// The fixed columns, rows by address.
        public static func fixedTable(_ program: Program) -> Matrix {
            let rows = program.programRows.compactMap { $0 }
            var table = Matrix(
                zeros: 1 << ceilingLog2(rows.count), width: Fixed.allCases.count)
            for (index, row) in rows.enumerated() {
                let members: [(Fixed, UInt32)] = [
                    (.pc, row.pc), (.flags, row.flags), (.source1, row.source1),
                    (.source2, row.source2), (.destination, row.destination),
                    (.immediate, row.immediate), (.operandImmediate, row.operandImmediate),
                    (.code, row.code?.rawValue ?? 0),
                ]
                for (column, value) in members {
                    table[index, column.rawValue] = Goldilocks(value)
                }
            }
            for index in rows.count..<table.height {
                table[index, Fixed.pc.rawValue] = fillerPC
            }
            return table
        }

        /// The counts; a cycle at a pc that has no row is counted nowhere.
        public static func trace(_ program: Program, _ cycles: [Cycle]) -> Matrix {
            let rows = program.programRows
            var counts = [UInt32](repeating: 0, count: rows.count)
            for cycle in cycles {
                let index = Int((cycle.pc &- program.codeAddress) / 4)
                if index < counts.count { counts[index] &+= 1 }
            }
            let executed = zip(rows, counts).compactMap { row, count in row == nil ? nil : count }
            var table = Matrix(
                zeros: 1 << ceilingLog2(executed.count), width: Column.allCases.count)
            for (index, count) in executed.enumerated() {
                table[index, Column.count.rawValue] = Goldilocks(count)
            }
            return table
        }
    }
#endif
