import Constraints
import Fields
import Riscv

/// Common constraints of input and output: a row for a call, then one for each of its words.
///
/// Rows of calls and words fill the trace from its start. A call with n words is followed by n rows
/// of words: `remaining` starts with n and is one less after each word, and only after zero may
/// another row than a word follow. Counting down past zero never ends, as a trace has fewer than p
/// rows.
struct WordTransferRow<Value: ConstraintValue> {
    /// The clock of the call.
    let clock: Value
    /// The index of the word; in the row of a call the index before the first.
    let cell: Value
    /// Number of words after this one.
    let remaining: Value
    /// Whether the row is a call, or a word.
    let isCall: Value, isWord: Value
    private let nextClock: Value, nextCell: Value, nextRemaining: Value
    private let isNextCall: Value, isNextWord: Value

    /// The row of a chip that has these columns.
    init<Builder: ConstraintBuilder, Column: ChipColumn>(
        _ builder: Builder, clock: Column, cell: Column, remaining: Column, isCall: Column,
        isWord: Column
    ) where Builder.Value == Value {
        self.clock = builder.this(clock)
        self.cell = builder.this(cell)
        self.remaining = builder.this(remaining)
        self.isCall = builder.this(isCall)
        self.isWord = builder.this(isWord)
        nextClock = builder.next(clock)
        nextCell = builder.next(cell)
        nextRemaining = builder.next(remaining)
        isNextCall = builder.next(isCall)
        isNextWord = builder.next(isWord)
    }

    /// Whether the row is a call or a word.
    var isReal: Value { isCall + isWord }

    /// Whether the next row is a call or a word.
    var isNextReal: Value { isNextCall + isNextWord }

    /// Describes the constraints.
    func describe<Builder: ConstraintBuilder>(
        to builder: inout Builder
    ) where Builder.Value == Value {
        builder.require("call is a bit", bit: isCall)
        builder.require("word is a bit", bit: isWord)
        builder.require("row is a call, a word or padding", bit: isReal)
        let isTransition = builder.isTransition
        builder.require(
            "padding is the end", zero: isTransition * (.one - isReal) * isNextReal)
        builder.require("first row is no word", zero: builder.isFirst * isWord)
        // A word has the clock of the row before, and the next cell.
        builder.require(
            "clock of a word", zero: isTransition * isNextWord * (nextClock - clock))
        builder.require(
            "cell of a word", zero: isTransition * isNextWord * (nextCell - cell - .one))
        // next is word -> next remaining = remaining - 1
        builder.require(
            "words count down",
            zero: isTransition * isNextWord * (nextRemaining - remaining + .one))
        // next is no word -> remaining = 0, also at the end of the trace
        builder.require(
            "all words come",
            zero: isTransition * isReal * (.one - isNextWord) * remaining)
        builder.require("last words come", zero: builder.isLast * isReal * remaining)
    }

    /// Receives the call from the processor: a0 = 4 (cell + 1), a1 = remaining.
    func receiveCall<Builder: ConstraintBuilder>(
        _ call: HostCall, to builder: inout Builder
    ) where Builder.Value == Value {
        builder.receiveOperation(
            .hostCall(call, clock: clock, a0: (cell + .one) * Builder.Value(4), a1: remaining),
            multiplicity: isCall)
    }
}
