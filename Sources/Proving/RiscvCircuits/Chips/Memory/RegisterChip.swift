public import Constraints

/// The 32 registers: zero at the start, any word at the end.
///
/// Nothing writes x0: no row of the program table has it as a destination that is written.
public enum RegisterChip: MachineChip {
    /// Columns that the prover fills: the register at the end.
    public enum Column: Int, ChipColumn {
        /// The value after the last access.
        case final
        /// The time of the last access, 0 if there was none.
        case finalTime
    }

    /// The logarithm of the number of rows.
    public static let heightLog2 = 5

    /// The size; the fixed column is the cell.
    public static let shape = ChipShape(
        name: "registers", mainWidth: Column.allCases.count, fixedWidth: 1)

    /// The same number of rows in every proof.
    public static var height: ChipHeight { .constant(log2: heightLog2) }

    /// Describes the bus traffic of one row; there is no constraint.
    ///
    /// Cells are fixed and above those of all words, so each starts once. The end needs no check,
    /// as it must balance the last access.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let cell = builder.fixed(0)
        builder.send([cell, .zero, .zero], on: MachineBus.memory, multiplicity: .one)
        builder.receive(
            [cell, builder.this(Column.final), builder.this(Column.finalTime)],
            on: MachineBus.memory, multiplicity: .one)
    }
}
