public import Constraints
import Riscv

/// Host call 1: words of input to memory, a row for each call and one for each word.
///
/// The prover chooses the input: each value read is a word, otherwise unconstrained.
///
/// Alignment: a call gives a0 = 4 (cell + 1) modulo p, and its words have the following cells.
/// Cells that exist are words below 2^30 and registers at 2^40 + r, whose multiples by four are
/// below p. So if the first word's cell exists, 4 * cell = a0 holds for integers, and it is the
/// word at a0, a multiple of four below 2^32. If it does not exist, no access to it balances.
public enum InputChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// The clock of the call.
        case clock
        /// The index of the word; in the row of a call the index before the first.
        case cell
        /// Number of words after this one.
        case remaining
        /// The value before.
        case before
        /// The halves of the value after.
        case low, high
        /// The limbs of the gap since the access before.
        case gapLow, gapHigh
        /// Whether the row is a call, or a word.
        case isCall, isWord
    }

    /// The size.
    public static let shape = ChipShape(
        name: "input", mainWidth: Column.allCases.count, isOptional: true)

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let transfer = WordTransferRow(
            builder, clock: Column.clock, cell: .cell, remaining: .remaining, isCall: .isCall,
            isWord: .isWord)
        transfer.describe(to: &builder)
        transfer.receiveCall(.readInput, to: &builder)
        let isWord = transfer.isWord
        let (low, high) = (builder.this(Column.low), builder.this(Column.high))
        builder.access(
            cell: transfer.cell, before: builder.this(Column.before),
            after: builder.word(low, high),
            time: transfer.clock + Builder.Value(Clock.hostWrite),
            gap: (builder.this(Column.gapLow), builder.this(Column.gapHigh)), multiplicity: isWord)
        builder.requireRange(.bits16, low, multiplicity: isWord)
        builder.requireRange(.bits16, high, multiplicity: isWord)
    }
}
