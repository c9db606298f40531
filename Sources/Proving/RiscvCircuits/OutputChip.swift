public import Constraints

#if !hasFeature(Embedded)
    import Fields
#endif

/// Host call 2: words of memory to the output, a row for each call and one for each word.
///
/// Positions count over the whole trace, and calls stand in the order of their clocks: those are
/// clocks of the processor, below 2^30, so a difference that is a word has no other reading
/// than that the next is later. Alignment is as in `InputChip`.
public enum OutputChip: Chip {
    /// The columns.
    public enum Column: Int, ChipColumn {
        /// The clock of the call.
        case clock
        /// The index of the word; in the row of a call the one before the first.
        case cell
        /// Words that still come.
        case remaining
        /// The word.
        case value
        /// How many words were written before.
        case position
        /// The limbs of the gap since the access before; in the row of a call, since the call
        /// before.
        case gapLow, gapHigh
        /// Whether the row is a call, or a word.
        case isCall, isWord
    }

    /// The size.
    public static let shape = ChipShape(
        name: "output", mainWidth: Column.allCases.count, isOptional: true)

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
        transfer.receiveCall(number: 2, to: &builder)
        describeTraffic(transfer, to: &builder)
    }

    private static func describeTraffic<Builder: ConstraintBuilder>(
        _ transfer: WordTransferRow<Builder.Value>, to builder: inout Builder
    ) {
        let value = builder.this(Column.value)
        let isWord = transfer.isWord
        builder.send(
            [builder.this(Column.position), value], on: MachineBus.output, multiplicity: isWord)
        // As `access`, but the limbs of the gap are checked in rows of calls as well.
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

#if !hasFeature(Embedded)
    extension OutputChip {
        /// Fills a row.
        static func fill(
            _ record: WordTransfer, _ row: TraceRow<Column>, _ tally: inout LookupTally
        ) {
            row.set(.clock, record.clock)
            row[.cell] = record.cell
            row.set(.remaining, record.remaining)
            row.set(.position, record.position)
            var gap = record.callGap
            if let access = record.access {
                row.set(.isWord, 1)
                row.set(.value, access.before)
                gap = access.gap(at: record.clock &+ Clock.hostRead)
            } else {
                row.set(.isCall, 1)
            }
            row.set(.gapLow, gap.low)
            row.set(.gapHigh, gap.high)
            tally.gap(gap)
        }
    }
#endif
