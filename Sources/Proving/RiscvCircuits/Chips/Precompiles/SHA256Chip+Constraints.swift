import Constraints
import Fields
import Riscv

/// The position of a row in its compression.
extension SHA256Chip {
    /// The flags of a row as functions of those of the row before.
    ///
    /// A compression begins with the first step of its initial group, wherever a row does not
    /// continue another: in the first row and after padding or an end, steps from 1, groups from 1,
    /// parts and the final flag are 0, and so the row is an initial one. From there each flag is
    /// made of those of the row before, so all are bits, one of each kind at a time.
    static func describePosition<Builder: ConstraintBuilder>(
        _ row: SHA256Row<Builder.Value>, to builder: inout Builder
    ) {
        let (isFirst, isTransition) = (builder.isFirst, builder.isTransition)
        builder.require("row of W is a bit", bit: row.isW)
        // W, e, a and again: so rows of e and a are bits too.
        builder.require("first row is of W", zero: isFirst * (row.isE + row.isA))
        builder.require("e after W", zero: isTransition * (builder.next(Column.isE) - row.isW))
        builder.require("a after e", zero: isTransition * (builder.next(Column.isA) - row.isE))
        builder.require("one row of a round", bit: row.isReal)
        // A group ends with the row of a of its last step, a compression with the final group.
        let isGroupEnd = builder.this(Column.isGroupEnd)
        builder.require("end of a group", isGroupEnd, equals: row.isA * row.steps[3])
        let continues = builder.this(Column.continues)
        builder.require(
            "compression continues", continues, equals: row.isReal - isGroupEnd * row.isFinal)
        // No compression is left before its end, not even at the end of the trace.
        let isNextReal =
            builder.next(Column.isW) + builder.next(Column.isE) + builder.next(Column.isA)
        builder.require(
            "compression comes to its end",
            zero: isTransition * continues * (.one - isNextReal))
        builder.require("trace ends with padding or an end", zero: builder.isLast * continues)
        for column in [Column.clock, .stateCell, .blockCell] {
            builder.require(
                "call of a compression",
                zero: isTransition * continues * (builder.next(column) - builder.this(column)))
        }
        describeSteps(row, to: &builder)
        describeParts(row, to: &builder)
    }

    private static func describeSteps<Builder: ConstraintBuilder>(
        _ row: SHA256Row<Builder.Value>, to builder: inout Builder
    ) {
        let isTransition = builder.isTransition
        let isGroupEnd = builder.this(Column.isGroupEnd)
        for index in 1..<4 {
            builder.require("first step", zero: builder.isFirst * row.steps[index])
            // next step = step in the same round, the one before at its end
            builder.require(
                "next step",
                zero: isTransition
                    * (builder.next(Column.step(index)) - (row.isW + row.isE) * row.steps[index]
                        - row.isA * row.steps[index - 1]))
            builder.require("first group", zero: builder.isFirst * row.groups[index])
            // next group = group, the one before at the end of the group
            builder.require(
                "next group",
                zero: isTransition
                    * (builder.next(Column.group(index)) - row.groups[index]
                        - isGroupEnd * (row.groups[index - 1] - row.groups[index])))
        }
    }

    private static func describeParts<Builder: ConstraintBuilder>(
        _ row: SHA256Row<Builder.Value>, to builder: inout Builder
    ) {
        let isTransition = builder.isTransition
        let isGroupEnd = builder.this(Column.isGroupEnd)
        let isLastGroup = row.groups[3]
        for part in 0..<4 {
            builder.require("first part", zero: builder.isFirst * row.parts[part])
            // A part is left at the end of its last group, for the next or the final group; the
            // first part follows the initial group.
            let entered =
                part == 0 ? row.isInitial : isLastGroup * row.parts[part - 1]
            builder.require(
                "next part",
                zero: isTransition
                    * (builder.next(Column.part(part)) - row.parts[part]
                        - isGroupEnd * (entered - isLastGroup * row.parts[part])))
        }
        builder.require("first row is not final", zero: builder.isFirst * row.isFinal)
        builder.require(
            "next final group",
            zero: isTransition
                * (builder.next(Column.isFinal) - row.isFinal
                    - isGroupEnd * (isLastGroup * row.parts[3] - row.isFinal)))
    }
}

/// The word of a row and its functions.
extension SHA256Chip {
    static func describeFunctions<Builder: ConstraintBuilder>(
        _ row: SHA256Row<Builder.Value>, to builder: inout Builder
    ) {
        let word = row.word
        for bit in word.bits { builder.require("bit of the word", bit: bit) }
        // Section 4.1.2, in every row, as they have degree 3 already.
        builder.require(
            "sigma 0", builder.this(Column.smallSigma0), equals: word.mix(7, 18, shift: 3))
        builder.require(
            "sigma 1", builder.this(Column.smallSigma1), equals: word.mix(17, 19, shift: 10))
        builder.require(
            "Sigma 0", builder.this(Column.largeSigma0), equals: word.sum(2, 13, 22))
        builder.require(
            "Sigma 1", builder.this(Column.largeSigma1), equals: word.sum(6, 11, 25))
        builder.require("constant", builder.this(Column.constant), equals: row.constant)
        // Ch(x, y, z) = (x AND y) + (NOT x AND z); Maj(x, y, z) = (x AND y) + ((x XOR y) AND z);
        // x XOR y = x + y - 2 (x AND y). The tables have bytes only, so the bytes that are left
        // to the highest of second and third are bytes.
        for index in 0..<4 {
            let x = row.byte(index)
            let y = byte(index, of: Column.second, builder.this(Column.state(2)), builder)
            let common = builder.this(Column.common(index))
            builder.require(
                "mask", builder.this(Column.mask(index)),
                equals: row.isE * (Builder.Value(255) - x)
                    + row.isA * (x + y - common - common))
        }
    }

    /// A byte of a word whose lower three are columns: the highest is what they leave.
    private static func byte<Builder: ConstraintBuilder>(
        _ index: Int, of columns: (Int) -> Column, _ word: Builder.Value, _ builder: Builder
    ) -> Builder.Value {
        guard index == 3 else { return builder.this(columns(index)) }
        let lower = (0..<3).reduce(Builder.Value.zero) {
            $0 + builder.this(columns($1)) * builder.power(8 * $1)
        }
        return (word - lower) * Builder.Value(constant: Goldilocks(1 << 24).inverseOrZero)
    }

    /// The equations of section 6.2.2 for the word of a row.
    ///
    /// Sums of at most six words, so that carries are at most 5, and at least -1 for a; the word
    /// has 32 bits, so it is the sum modulo 2^32 whatever the carry.
    static func describeWord<Builder: ConstraintBuilder>(
        _ row: SHA256Row<Builder.Value>, to builder: inout Builder
    ) {
        // c (c - 1) (c - 2) = 0
        for column in [Column.carryLow, .carryHigh] {
            let digit = builder.this(column)
            builder.require(
                "digit of a carry",
                zero: digit * (digit - .one) * (digit - Builder.Value(2)))
        }
        let sum = row.word.value + row.carry * builder.power(32)
        func state(_ age: Int) -> Builder.Value { builder.this(Column.state(age)) }
        let mixed = builder.this(Column.mixed(2))
        // Step 1: W(t) = s1(W(t-2)) + W(t-7) + s0(W(t-15)) + W(t-16) from round 16 on.
        builder.require(
            "W",
            zero: row.isW * (row.isRound - row.parts[0])
                * (sum - builder.this(Column.pending(0))))
        // Step 3: e(t) = a(t-4) + T1, T1 = e(t-4) + S1(e(t-1)) + Ch + K + W(t).
        builder.require(
            "e",
            zero: row.isE * row.isRound
                * (sum - state(7) - state(8) - mixed - builder.this(Column.scheduled)))
        // a(t) = T1 + T2 = e(t) - a(t-4) + S0(a(t-1)) + Maj
        builder.require(
            "a", zero: row.isA * row.isRound * (sum - state(1) + state(8) - mixed))
        // Step 4: the words of the last four rounds and the state before.
        let before = builder.this(Column.before)
        builder.require(
            "state after", zero: row.isState * row.isFinal * (sum - before - state(8)))
        builder.require(
            "word that is read", zero: isRead(row) * (row.word.value - before))
    }

    /// Whether the row reads memory: the state in initial rounds, the block in the first 16.
    private static func isRead<Value: ConstraintValue>(_ row: SHA256Row<Value>) -> Value {
        row.isState * row.isInitial + row.isW * row.parts[0]
    }

    /// The registers of the next row, where it is of the same compression.
    static func describeRegisters<Builder: ConstraintBuilder>(
        _ row: SHA256Row<Builder.Value>, to builder: inout Builder
    ) {
        let isPassed = builder.isTransition * builder.this(Column.continues)
        let (value, isState) = (row.word.value, row.isState)
        for age in 1...stateCount {
            let state = builder.this(Column.state(age))
            let newer = age == 1 ? value : builder.this(Column.state(age - 1))
            builder.require(
                "words so far",
                zero: isPassed
                    * (builder.next(Column.state(age)) - state - isState * (newer - state)))
        }
        let function = (0..<4).reduce(Builder.Value.zero) { sum, index in
            let bytes =
                builder.this(Column.common(index)) + builder.this(Column.masked(index))
            return sum + bytes * builder.power(8 * index)
        }
        let sigma =
            row.isE * builder.this(Column.largeSigma1) + row.isA
            * builder.this(Column.largeSigma0)
        let (mixed1, mixed2) = (builder.this(Column.mixed(1)), builder.this(Column.mixed(2)))
        // next mixed = S1 + Ch in rows of e, S0 + Maj in rows of a
        builder.require(
            "mixed",
            zero: isPassed
                * (builder.next(Column.mixed(1)) - mixed1 - sigma
                    - isState * (function - mixed1)))
        builder.require(
            "mixed before",
            zero: isPassed * (builder.next(Column.mixed(2)) - mixed2 - isState * (mixed1 - mixed2)))
        // next scheduled = W + K in rows of W
        let scheduled = builder.this(Column.scheduled)
        builder.require(
            "scheduled",
            zero: isPassed
                * (builder.next(Column.scheduled) - scheduled
                    - row.isW * (value + builder.this(Column.constant) - scheduled)))
        for distance in 0..<pendingCount {
            let pending = builder.this(Column.pending(distance))
            builder.require(
                "pending",
                zero: isPassed
                    * (builder.next(Column.pending(distance)) - pending
                        - row.isW * (shifted(distance, value, builder) - pending)))
        }
    }

    /// The terms of W(t + 1 + distance) after W(t): its terms are W, s0 of W, W and s1 of W of 16, 15,
    /// 7 and 2 rounds before.
    private static func shifted<Builder: ConstraintBuilder>(
        _ distance: Int, _ word: Builder.Value, _ builder: Builder
    ) -> Builder.Value {
        let older =
            distance + 1 < pendingCount ? builder.this(Column.pending(distance + 1)) : .zero
        switch distance + 1 {
        case 16, 7: return older + word
        case 15: return older + builder.this(Column.smallSigma0)
        case 2: return older + builder.this(Column.smallSigma1)
        default: return older
        }
    }
}

/// The traffic of a row.
extension SHA256Chip {
    static func describeTraffic<Builder: ConstraintBuilder>(
        _ row: SHA256Row<Builder.Value>, to builder: inout Builder
    ) {
        for index in 0..<4 {
            let y = byte(index, of: Column.second, builder.this(Column.state(2)), builder)
            let z = byte(index, of: Column.third, builder.this(Column.state(4)), builder)
            builder.send(
                [row.byte(index), y, builder.this(Column.common(index))], on: MachineBus.bytes,
                multiplicity: row.isState)
            builder.send(
                [z, builder.this(Column.mask(index)), builder.this(Column.masked(index))],
                on: MachineBus.bytes, multiplicity: row.isState)
        }
        describeAccess(row, to: &builder)
        // a0 = 4 state, a1 = 4 block. As in `Poseidon2Chip`, an address that is no multiple of
        // four gives cells that memory does not have. The clock of a call is that of one row of
        // the processor, so each compression has a call of its own.
        let four = Builder.Value(4)
        builder.receiveOperation(
            .hostCall(
                .sha256Compress, clock: builder.this(Column.clock),
                a0: builder.this(Column.stateCell) * four,
                a1: builder.this(Column.blockCell) * four),
            multiplicity: row.isW * row.isInitial * row.steps[0])
    }

    /// Initial rounds read the state at tick 3, the first sixteen the block at tick 4, final rounds
    /// write the state at tick 5: e and a of round i of four are its words 7 - i and 3 - i.
    private static func describeAccess<Builder: ConstraintBuilder>(
        _ row: SHA256Row<Builder.Value>, to builder: inout Builder
    ) {
        let clock = builder.this(Column.clock)
        let (state, block) = (
            builder.this(Column.stateCell), builder.this(Column.blockCell)
        )
        let step = row.stepNumber
        let cell = builder.this(Column.cell)
        builder.require(
            "cell", cell,
            equals: row.isW * (block + row.groupNumber * Builder.Value(4) + step)
                + row.isE * (state + Builder.Value(7) - step)
                + row.isA * (state + Builder.Value(3) - step))
        let tick = row.isReal * Builder.Value(4) - row.isInitial + row.isFinal
        builder.access(
            cell: cell, before: builder.this(Column.before), after: row.word.value,
            time: clock + tick,
            gap: (builder.this(Column.gapLow), builder.this(Column.gapHigh)),
            multiplicity: isRead(row) + row.isState * row.isFinal)
    }
}
