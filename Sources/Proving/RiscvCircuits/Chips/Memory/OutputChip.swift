public import Constraints
import Fields
import Riscv

/// Host call 2: words of memory to the output, a row for each call and one for each word.
///
/// Positions count over the whole trace, and calls are in the order of their clocks. Clocks of the
/// processor are below 2^30, so a difference that is a word means that the next one is later.
/// Alignment is as in `InputChip`.
public enum OutputChip: MachineChip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// The clock of the call.
        case clock
        /// The index of the word; in the row of a call the index before the first.
        case cell
        /// Number of words after this one.
        case remaining
        /// The word.
        case value
        /// Number of words written before.
        case position
        /// The limbs of the gap since the access before.
        ///
        /// In the row of a call, since the call before.
        case gapLow, gapHigh
        /// Whether the row is a call, or a word.
        case isCall, isWord
    }

    /// The size.
    public static let shape = ChipShape(
        name: "output", mainWidth: Column.allCases.count, isOptional: true)

    /// The bus of the output, which the statement receives.
    public static var publicBuses: [Bus] { [MachineBus.output] }

    /// The words of the output with their positions.
    public static func messages(_ claim: RunClaim) -> [BusMessage] {
        var messages = [BusMessage]()
        messages.reserveCapacity(claim.result.output.count)
        for (position, word) in claim.result.output.enumerated() {
            messages.append(
                BusMessage(
                    .receive, on: MachineBus.output,
                    [Goldilocks(UInt32(truncatingIfNeeded: position)), Goldilocks(word)]))
        }
        return messages
    }

    /// A row for each word of the output.
    public static func minimumRowCount(_ claim: RunClaim) -> Int { claim.result.output.count }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let transfer = WordTransferRow(
            builder, clock: Column.clock, cell: .cell, remaining: .remaining, isCall: .isCall,
            isWord: .isWord)
        transfer.describe(to: &builder)
        let position = builder.this(Column.position)
        builder.require("first position", zero: builder.isFirst * position)
        // next position = position + isWord
        builder.require(
            "positions count words",
            zero: builder.isTransition * transfer.isNextReal
                * (builder.next(Column.position) - position - transfer.isWord))
        // next clock = clock + 1 + next gap
        let nextGap = builder.word(builder.next(Column.gapLow), builder.next(Column.gapHigh))
        builder.require(
            "calls are in order",
            zero: builder.isTransition * builder.next(Column.isCall)
                * (builder.next(Column.clock) - transfer.clock - .one - nextGap))
        transfer.receiveCall(.writeOutput, to: &builder)
        describeTraffic(transfer, to: &builder)
    }

    private static func describeTraffic<Builder: ConstraintBuilder>(
        _ transfer: WordTransferRow<Builder.Value>, to builder: inout Builder
    ) {
        let value = builder.this(Column.value)
        let isWord = transfer.isWord
        builder.send(
            [builder.this(Column.position), value], on: MachineBus.output, multiplicity: isWord)
        // Like `access`, but the limbs of the gap are checked in rows of calls as well.
        let (low, high) = (builder.this(Column.gapLow), builder.this(Column.gapHigh))
        let time = transfer.clock + Builder.Value(Clock.hostRead)
        let previous = time - .one - builder.word(low, high)
        builder.receive(
            [transfer.cell, value, previous], on: MachineBus.memory, multiplicity: isWord)
        builder.send([transfer.cell, value, time], on: MachineBus.memory, multiplicity: isWord)
        builder.requireRange(.bits16, low, multiplicity: transfer.isReal)
        builder.requireRange(.bits16, high, multiplicity: transfer.isReal)
    }
}
