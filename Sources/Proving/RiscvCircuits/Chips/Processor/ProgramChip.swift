public import Constraints

/// The program table: one fixed row for each instruction that can be completed, and its count.
///
/// EBREAK, undefined words and gaps have no row, so no run that reaches one can be proven.
public enum ProgramChip: MachineChip {
    /// Number of executions of the instruction.
    public enum Column: Int, ChipColumn {
        case count
    }

    /// The fixed columns: the tuple of the program bus.
    public enum Fixed: Int, CaseIterable, Sendable {
        case pc, flags, source1, source2, destination, immediate, operandImmediate, code
    }

    /// The size.
    public static let shape = ChipShape(
        name: "program", mainWidth: Column.allCases.count, fixedWidth: Fixed.allCases.count)

    /// A row for each instruction that can be completed.
    public static var height: ChipHeight { .program }

    /// Describes the bus traffic of one row; there is no constraint.
    ///
    /// The count needs none, as the processor's lookups alone decide which count balances. Rows of
    /// padding have no flag, which no row of the processor that looks one up has.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let tuple = Fixed.allCases.map { builder.fixed($0.rawValue) }
        builder.receive(tuple, on: MachineBus.program, multiplicity: builder.this(Column.count))
    }
}
