import Constraints
import Fields
import Riscv

/// The order of rows.
extension Poseidon2Chip {
    /// Rows 0 to 3 follow one another: row 0 is free, each other flag is the one before it in the
    /// row before.
    static func describePosition<Builder: ConstraintBuilder>(
        _ flags: Poseidon2RowFlags<Builder.Value>, to builder: inout Builder
    ) {
        // Every flag is a copy of one of row 0, so all are bits; so is their sum, so a row has one.
        builder.require("row 0 is a bit", bit: flags.isRow[0])
        builder.require("row is one of four or padding", bit: flags.isReal)
        for row in 1..<rowCount {
            builder.require("first row is no later row", zero: builder.isFirst * flags.isRow[row])
            // next isRow(r) = isRow(r - 1)
            builder.require(
                "rows follow one another",
                zero: builder.isTransition
                    * (builder.next(Column.isRow(row)) - flags.isRow[row - 1]))
        }
        builder.require("last row ends a permutation", zero: builder.isLast * flags.continues)
        for column in [Column.clock, .cell] {
            builder.require(
                "rows are of one call",
                zero: builder.isTransition * flags.continues
                    * (builder.next(column) - builder.this(column)))
        }
    }
}

/// The rounds of a row.
extension Poseidon2Chip {
    /// Two full rounds; the result is the state after them, of degree 3.
    static func describeFullRounds<Builder: ConstraintBuilder>(
        _ flags: Poseidon2RowFlags<Builder.Value>, to builder: inout Builder
    ) -> [Builder.Value] {
        func constant(_ round: Int, _ index: Int) -> Builder.Value {
            flags.constant {
                Width.externalConstant((fullRound(ofRow: $0) + round) * Width.count + index)
            }
        }
        var state = Poseidon2State<Width, Builder.Value>(
            elements: (0..<Width.count).map { builder.this(Column.start($0)) })
        for round in 0..<2 {
            let outputs = (0..<Width.count).map { index in
                let x = state.elements[index] + constant(round, index)
                let output = describeSBox(x, cube: .cube(round, index), to: &builder)
                guard round == 0 else { return output }
                return commit(output, in: .output(index), to: &builder)
            }
            state.endFullRound(outputs)
        }
        return state.elements
    }

    /// Requires the state after two full rounds where it goes.
    ///
    /// end = isRow(0) next start + isRow(1) permuted + isRow(2) next start + isRow(3) partial start,
    /// where permuted is the result, less the input where the width adds it.
    ///
    /// In padding the end is zero, as it is of a row of zeros.
    static func describeEnd<Builder: ConstraintBuilder>(
        _ end: [Builder.Value], _ flags: Poseidon2RowFlags<Builder.Value>,
        _ rows: Poseidon2RowPair<Width, Builder.Value>, to builder: inout Builder
    ) {
        let (input, result) = (rows.input, rows.result)
        for index in 0..<Width.count {
            let permuted = Width.addsInput ? result[index] - input[index] : result[index]
            let next = builder.next(Column.start(index))
            builder.require(
                "state after full rounds", end[index],
                equals: (flags.isRow[0] + flags.isRow[2]) * next
                    + flags.isRow[1] * permuted
                    + flags.isRow[3] * builder.this(Column.partialStart(index)))
        }
    }

    /// The partial rounds of a row, and where their states come from and go to.
    static func describePartialRounds<Builder: ConstraintBuilder>(
        _ flags: Poseidon2RowFlags<Builder.Value>, to builder: inout Builder
    ) {
        var state = Poseidon2State<Width, Builder.Value>(
            elements: (0..<Width.count).map { builder.this(Column.partialStart($0)) })
        var next = Poseidon2State<Width, Builder.Value>(
            elements: (0..<Width.count).map { builder.next(Column.partialStart($0)) })
        for slot in 0..<partialCount {
            if slot == lastPartialCount {
                // Row 0: the state after the last partial round starts full round 4.
                for index in 0..<Width.count {
                    builder.require(
                        "state after partial rounds",
                        zero: flags.isRow[0]
                            * (builder.this(Column.start(index)) - state.elements[index]))
                }
            }
            let constant = flags.constant {
                partialRound(slot, ofRow: $0).map(Width.internalConstant) ?? .zero
            }
            let output = describeSBox(
                state.elements[0] + constant, cube: .partialCube(slot), to: &builder)
            state.endPartialRound(commit(output, in: .partialOutput(slot), to: &builder))
            next.endPartialRound(builder.next(Column.partialOutput(slot)))
        }
        // The partial rounds before those of a row are in the next row.
        for index in 0..<Width.count {
            builder.require(
                "partial rounds follow one another",
                zero: builder.isTransition * flags.continues
                    * (builder.this(Column.partialStart(index)) - next.elements[index]))
        }
    }

    /// Requires cube = x^3; the result is cube^2 x = x^7.
    private static func describeSBox<Builder: ConstraintBuilder>(
        _ x: Builder.Value, cube column: Column, to builder: inout Builder
    ) -> Builder.Value {
        let cube = builder.this(column)
        builder.require("cube", cube, equals: x * x * x)
        return cube * cube * x
    }

    /// Requires that the column holds a value: output = x^7.
    private static func commit<Builder: ConstraintBuilder>(
        _ value: Builder.Value, in column: Column, to builder: inout Builder
    ) -> Builder.Value {
        let output = builder.this(column)
        builder.require("output of an S-box", output, equals: value)
        return output
    }
}

/// Input, output and memory.
extension Poseidon2Chip {
    /// Elements of rows 0 and 3 reach rows 1 and 2, and the input reaches full round 0.
    static func describeInput<Builder: ConstraintBuilder>(
        _ flags: Poseidon2RowFlags<Builder.Value>,
        _ rows: Poseidon2RowPair<Width, Builder.Value>, to builder: inout Builder
    ) {
        let (this, next) = (rows.this, rows.next)
        let isRow0 = builder.isTransition * flags.isRow[0]
        let isRow1 = builder.isTransition * flags.isRow[1]
        let isRow2 = builder.isTransition * flags.isRow[2]
        for index in 0..<elementCount {
            builder.require(
                "input of row 0", zero: isRow0 * (next.passedInput[index] - this.input[index]))
            builder.require(
                "output of row 0", zero: isRow0 * (next.passedOutput[index] - this.output[index]))
            builder.require(
                "input of row 3", zero: isRow2 * (this.passedInput[index] - next.input[index]))
            builder.require(
                "output of row 3", zero: isRow2 * (this.passedOutput[index] - next.output[index]))
        }
        // Full round 0 starts with the input after the external layer.
        let state = Poseidon2State<Width, Builder.Value>(input: rows.input)
        for index in 0..<Width.count {
            builder.require(
                "input",
                zero: isRow1 * (builder.next(Column.start(index)) - state.elements[index]))
        }
    }

    /// The words after are the canonical form of an element.
    static func describeWords<Builder: ConstraintBuilder>(
        _ row: Poseidon2RowWords<Width, Builder.Value>, to builder: inout Builder
    ) {
        let top = Builder.Value(UInt32.max)
        for index in 0..<elementCount {
            let (low, high) = (row.after[2 * index], row.after[2 * index + 1])
            // low (1 - (2^32 - 1 - high) inverse) = 0: if the high word is 2^32 - 1 then the low
            // word is 0. Both are words, so low + 2^32 high < p = 2^32 (2^32 - 1) + 1.
            let inverse = builder.this(Column.inverse(index))
            builder.require(
                "result is canonical", zero: low * (.one - (top - high) * inverse))
        }
    }

    static func describeTraffic<Builder: ConstraintBuilder>(
        _ flags: Poseidon2RowFlags<Builder.Value>,
        _ row: Poseidon2RowWords<Width, Builder.Value>, to builder: inout Builder
    ) {
        let (clock, cell) = (builder.this(Column.clock), builder.this(Column.cell))
        // a0 = 4 cell. For an address that is no multiple of four, cell is a quotient modulo p:
        // an address q + r / 4 with r from 1 to 3 is above 2^61, where no chip starts memory. Nor
        // does any at cells that the words after a0 would reach from the end of memory.
        builder.receiveOperation(
            .hostCall(
                Width.precompile.call, clock: clock, a0: cell * Builder.Value(4),
                a1: builder.this(Column.argument)),
            multiplicity: flags.isRow[0])
        let isReal = flags.isReal
        let wordCount = 2 * elementCount
        let firstCell = cell + flags.number * Builder.Value(UInt32(wordCount))
        for word in 0..<wordCount {
            builder.access(
                cell: firstCell + Builder.Value(UInt32(word)), before: row.before[word],
                after: row.after[word], time: clock + Builder.Value(Clock.hostWrite),
                gap: (builder.this(Column.gapLow(word)), builder.this(Column.gapHigh(word))),
                multiplicity: isReal)
            // The word after is a word.
            builder.requireRange(
                .bits16, builder.this(Column.afterLow(word)), multiplicity: isReal)
            builder.requireRange(
                .bits16, builder.this(Column.afterHigh(word)), multiplicity: isReal)
        }
    }
}
