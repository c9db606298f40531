import Constraints
import Fields
import Riscv

/// The order of rows.
extension Poseidon2Chip {
    /// Rows 0 to 3 of a width follow one another: row 0 is free, each other flag is the one before
    /// it in the row before.
    static func describePosition<Builder: ConstraintBuilder>(
        _ flags: Poseidon2Flags<Builder.Value>, to builder: inout Builder
    ) {
        // Every flag is a copy of one of row 0, so all are bits; so is their sum, so a row has one.
        builder.require("row is one of eight or padding", bit: flags.isReal)
        describeOrder(flags.narrow, Poseidon2Width8.self, to: &builder)
        describeOrder(flags.wide, Poseidon2Width12.self, to: &builder)
        builder.require("last row ends a permutation", zero: builder.isLast * flags.continues)
        for column in [Column.clock, .cell, .addendCell] {
            builder.require(
                "rows are of one call",
                zero: builder.isTransition * flags.continues
                    * (builder.next(column) - builder.this(column)))
        }
    }

    private static func describeOrder<Width: Poseidon2Call, Builder: ConstraintBuilder>(
        _ flags: Poseidon2RowFlags<Builder.Value>, _ width: Width.Type,
        to builder: inout Builder
    ) {
        builder.require("row 0 is a bit", bit: flags.isRow[0])
        for row in 1..<rowCount {
            builder.require("first row is no later row", zero: builder.isFirst * flags.isRow[row])
            // next isRow(r) = isRow(r - 1)
            builder.require(
                "rows follow one another",
                zero: builder.isTransition
                    * (builder.next(Column.isRow(row, of: width)) - flags.isRow[row - 1]))
        }
    }
}

/// The full rounds of a row.
extension Poseidon2Chip {
    /// Two full rounds of width 12; the result is the state after them, of degree 3.
    ///
    /// A state of width 8 starts with zeros behind its eight elements, and has no constants there.
    /// So they are zero after the first S-boxes, and the external layer, which adds to every four
    /// elements the sum of all fours, does to the first eight what it does in width 8.
    static func describeFullRounds<Builder: ConstraintBuilder>(
        _ flags: Poseidon2Flags<Builder.Value>, to builder: inout Builder
    ) -> [Builder.Value] {
        for index in Poseidon2Width8.count..<width {
            builder.require(
                "narrow state", zero: flags.narrow.isReal * builder.this(Column.start(index)))
        }
        var state = Poseidon2State<Poseidon2Width12, Builder.Value>(
            elements: (0..<width).map { builder.this(Column.start($0)) })
        for round in 0..<2 {
            let outputs = (0..<width).map { index in
                let x = state.elements[index] + externalConstant(flags, round, index)
                let output = describeSBox(x, cube: .cube(round, index), to: &builder)
                guard round == 0 else { return output }
                return commit(output, in: .output(index), to: &builder)
            }
            state.endFullRound(outputs)
        }
        return state.elements
    }

    private static func externalConstant<Value: ConstraintValue>(
        _ flags: Poseidon2Flags<Value>, _ round: Int, _ index: Int
    ) -> Value {
        let wide = flags.wide.constant {
            Poseidon2Width12.externalConstant((fullRound(ofRow: $0) + round) * width + index)
        }
        let count = Poseidon2Width8.count
        guard index < count else { return wide }
        let narrow = flags.narrow.constant {
            Poseidon2Width8.externalConstant((fullRound(ofRow: $0) + round) * count + index)
        }
        return wide + narrow
    }

    /// Requires the state after two full rounds where it goes.
    ///
    /// end = isRow(0) next start + isRow(1) permuted + isRow(2) next start + isRow(3) partial start,
    /// where permuted is the result, less the input where the width adds it.
    ///
    /// In padding the end is zero, as it is of a row of zeros. In width 8 the second round has S-boxes
    /// behind the eighth element whose outputs count for nothing. With a, b, t the outputs of four
    /// S-boxes each, after the layer on fours, the end is (2a + b + t, a + 2b + t, a + b + 2t); what
    /// goes on is l = (2a + b, a + 2b). The last four are any cells, u = a + b + 2t, and t = (u - (l1
    /// + l2) / 3) / 2. Then the sum of the equations of the first eight, less u, has l1 + l2 = 3 (a +
    /// b) as its only solution, and their difference l1 - l2 = a - b.
    static func describeEnd<Builder: ConstraintBuilder>(
        _ end: [Builder.Value], _ flags: Poseidon2Flags<Builder.Value>,
        _ rows: Poseidon2RowPair<Builder.Value>, to builder: inout Builder
    ) {
        let narrow = target(flags.narrow, rows.permuted(Poseidon2Width8.self), &builder)
        let wide = target(flags.wide, rows.permuted(Poseidon2Width12.self), &builder)
        let (half, third) = (Goldilocks.one.halved, Goldilocks(3).inverseOrZero)
        for index in 0..<width {
            let place = index & 3
            let surplus = flags.narrow.isReal * builder.this(Column.surplus(place))
            let sum = (narrow[place] + narrow[4 + place]) * Builder.Value(constant: third)
            let rest = (surplus - sum) * Builder.Value(constant: half)
            builder.require(
                "state after full rounds", end[index],
                equals: wide[index]
                    + (index < Poseidon2Width8.count ? narrow[index] + rest : surplus))
        }
    }

    /// Where the state after two full rounds of a width goes.
    private static func target<Builder: ConstraintBuilder>(
        _ flags: Poseidon2RowFlags<Builder.Value>, _ permuted: [Builder.Value],
        _ builder: inout Builder
    ) -> [Builder.Value] {
        permuted.indices.map { index in
            (flags.isRow[0] + flags.isRow[2]) * builder.next(Column.start(index))
                + flags.isRow[1] * permuted[index]
                + flags.isRow[3] * builder.this(Column.partialStart(index))
        }
    }
}

/// The partial rounds of a row.
extension Poseidon2Chip {
    /// The partial rounds of a row, and where their states come from and go to.
    ///
    /// The internal layers differ, so the element that enters an S-box, but the first, has a cell.
    static func describePartialRounds<Builder: ConstraintBuilder>(
        _ flags: Poseidon2Flags<Builder.Value>, to builder: inout Builder
    ) {
        let outputs = (0..<partialCount).map { builder.this(Column.partialOutput($0)) }
        let narrow = describeStates(flags.narrow, Poseidon2Width8.self, outputs, to: &builder)
        let wide = describeStates(flags.wide, Poseidon2Width12.self, outputs, to: &builder)
        for slot in 0..<partialCount {
            let constant =
                flags.narrow.constant { internalConstant(Poseidon2Width8.self, slot, $0) }
                + flags.wide.constant { internalConstant(Poseidon2Width12.self, slot, $0) }
            var input = builder.this(Column.partialStart(0))
            if slot > 0 {
                input = builder.this(Column.partialInput(slot))
                builder.require(
                    "element before a partial round", input,
                    equals: flags.narrow.isReal * narrow[slot] + flags.wide.isReal * wide[slot])
            }
            let output = describeSBox(input + constant, cube: .partialCube(slot), to: &builder)
            _ = commit(output, in: .partialOutput(slot), to: &builder)
        }
    }

    private static func internalConstant<Width: Poseidon2Call>(
        _ width: Width.Type, _ slot: Int, _ row: Int
    ) -> Goldilocks {
        partialRound(slot, ofRow: row).map(Width.internalConstant) ?? .zero
    }

    /// Links the partial rounds of a width; gives the first element before each round.
    private static func describeStates<Width: Poseidon2Call, Builder: ConstraintBuilder>(
        _ flags: Poseidon2RowFlags<Builder.Value>, _ width: Width.Type,
        _ outputs: [Builder.Value], to builder: inout Builder
    ) -> [Builder.Value] {
        var state = Poseidon2State<Width, Builder.Value>(
            elements: (0..<Width.count).map { builder.this(Column.partialStart($0)) })
        var next = Poseidon2State<Width, Builder.Value>(
            elements: (0..<Width.count).map { builder.next(Column.partialStart($0)) })
        var inputs = [Builder.Value]()
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
            inputs.append(state.elements[0])
            state.endPartialRound(outputs[slot])
            next.endPartialRound(builder.next(Column.partialOutput(slot)))
        }
        // The partial rounds before those of a row are in the next row.
        for index in 0..<Width.count {
            builder.require(
                "partial rounds follow one another",
                zero: builder.isTransition * flags.continues
                    * (builder.this(Column.partialStart(index)) - next.elements[index]))
        }
        return inputs
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
    /// The words that width 12 adds: word w to element w, which is in row w / 3.
    static func describeAddends<Builder: ConstraintBuilder>(
        _ flags: Poseidon2Flags<Builder.Value>, to builder: inout Builder
    ) {
        let time = builder.this(Column.clock) + Builder.Value(Clock.hostRead)
        let first =
            builder.this(Column.addendCell)
            + flags.wide.number * Builder.Value(UInt32(elementCount))
        for element in 0..<elementCount {
            let word = builder.this(Column.addend(element))
            let isThere = (0..<rowCount).filter { elementCount * $0 + element < addendCount }
                .reduce(.zero) { $0 + flags.wide.isRow[$1] }
            builder.require("no word to add", zero: word * (.one - isThere))
            builder.access(
                cell: first + Builder.Value(UInt32(element)), before: word, after: word, time: time,
                gap: (
                    builder.this(Column.addendGapLow(element)),
                    builder.this(Column.addendGapHigh(element))
                ),
                multiplicity: isThere)
        }
    }

    /// Elements of rows 0 and 3 reach rows 1 and 2, and the input reaches full round 0.
    static func describeInput<Builder: ConstraintBuilder>(
        _ flags: Poseidon2Flags<Builder.Value>, _ rows: Poseidon2RowPair<Builder.Value>,
        to builder: inout Builder
    ) {
        let (this, next) = (rows.this, rows.next)
        for index in 0..<elementCount {
            let isThere = index < Poseidon2Width8.count / rowCount
            func isRow(_ number: Int) -> Builder.Value {
                isThere ? flags.isRow(number) : flags.wide.isRow[number]
            }
            let isRow0 = builder.isTransition * isRow(0)
            let isRow2 = builder.isTransition * isRow(2)
            builder.require(
                "input of row 0", zero: isRow0 * (next.passedInput[index] - this.input[index]))
            builder.require(
                "output of row 0", zero: isRow0 * (next.passedOutput[index] - this.output[index]))
            builder.require(
                "input of row 3", zero: isRow2 * (this.passedInput[index] - next.input[index]))
            builder.require(
                "output of row 3", zero: isRow2 * (this.passedOutput[index] - next.output[index]))
        }
        describeStart(
            flags.narrow, rows.input(Poseidon2Width8.self), Poseidon2Width8.self, &builder)
        describeStart(
            flags.wide, rows.input(Poseidon2Width12.self), Poseidon2Width12.self, &builder)
    }

    /// Full round 0 starts with the input after the external layer.
    private static func describeStart<Width: Poseidon2Call, Builder: ConstraintBuilder>(
        _ flags: Poseidon2RowFlags<Builder.Value>, _ input: [Builder.Value],
        _ width: Width.Type, _ builder: inout Builder
    ) {
        let isRow1 = builder.isTransition * flags.isRow[1]
        let state = Poseidon2State<Width, Builder.Value>(input: input)
        for index in 0..<Width.count {
            builder.require(
                "input",
                zero: isRow1 * (builder.next(Column.start(index)) - state.elements[index]))
        }
    }

    /// The words after are the canonical form of an element.
    static func describeWords<Builder: ConstraintBuilder>(
        _ row: Poseidon2RowWords<Builder.Value>, to builder: inout Builder
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
        _ flags: Poseidon2Flags<Builder.Value>, _ row: Poseidon2RowWords<Builder.Value>,
        to builder: inout Builder
    ) {
        let (clock, cell) = (builder.this(Column.clock), builder.this(Column.cell))
        // a0 = 4 cell, a1 = 4 addendCell. For an address that is no multiple of four, cell is a quotient modulo p:
        // an address q + r / 4 with r from 1 to 3 is above 2^61, where no chip starts memory. Nor
        // does any at cells that the words after a0 would reach from the end of memory.
        let number =
            flags.narrow.isRow[0] * Builder.Value(Poseidon2Width8.precompile.call.rawValue)
            + flags.wide.isRow[0] * Builder.Value(Poseidon2Width12.precompile.call.rawValue)
        builder.receiveOperation(
            .hostCall(
                number: number, clock: clock, a0: cell * Builder.Value(4),
                a1: builder.this(Column.addendCell) * Builder.Value(4)),
            multiplicity: flags.isRow(0))
        let narrowCount = 2 * Poseidon2Width8.count / rowCount
        let wideCount = 2 * elementCount
        let firstCell =
            cell + flags.narrow.number * Builder.Value(UInt32(narrowCount))
            + flags.wide.number * Builder.Value(UInt32(wideCount))
        for word in 0..<wideCount {
            let isThere = word < narrowCount ? flags.isReal : flags.wide.isReal
            builder.access(
                cell: firstCell + Builder.Value(UInt32(word)), before: row.before[word],
                after: row.after[word], time: clock + Builder.Value(Clock.hostWrite),
                gap: (builder.this(Column.gapLow(word)), builder.this(Column.gapHigh(word))),
                multiplicity: isThere)
            // The word after is a word.
            builder.requireRange(
                .bits16, builder.this(Column.afterLow(word)), multiplicity: isThere)
            builder.requireRange(
                .bits16, builder.this(Column.afterHigh(word)), multiplicity: isThere)
        }
    }
}
