import Constraints
import Fields
import Riscv

/// The equations of a permutation and its traffic.
extension Poseidon2Chip {
    /// The rounds; the result is the state after them, of degree 3.
    ///
    /// Constants are multiplied by isReal, so that a row of zeros satisfies everything.
    static func describeRounds<Builder: ConstraintBuilder>(
        to builder: inout Builder
    ) -> [Builder.Value] {
        let isReal = builder.this(Column.isReal)
        // A word is one cell: element = low word + 2^32 high word, whichever residue that is.
        let input = (0..<Width.count).map { index in
            builder.this(Column.before(2 * index))
                + builder.this(Column.before(2 * index + 1)) * builder.power(32)
        }
        var state = Poseidon2State<Width, Builder.Value>(input: input)
        for round in 0..<Poseidon2Rounds.fullCount {
            if round == Poseidon2Rounds.fullCount / 2 {
                for round in 0..<Poseidon2Rounds.partialCount {
                    let constant = Builder.Value(constant: Width.internalConstant(round))
                    let output = describeSBox(
                        state.elements[0] + isReal * constant, cube: .partialCube(round),
                        to: &builder)
                    state.endPartialRound(
                        commit(output, in: .partialOutput(round), to: &builder))
                }
            }
            let outputs = (0..<Width.count).map { index in
                let constant = Width.externalConstant(round * Width.count + index)
                let output = describeSBox(
                    state.elements[index] + isReal * Builder.Value(constant: constant),
                    cube: .cube(round, index), to: &builder)
                guard round < Poseidon2Rounds.fullCount - 1 else { return output }
                return commit(output, in: .output(round, index), to: &builder)
            }
            state.endFullRound(outputs)
        }
        return state.elements
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

    /// The words after are the canonical form of the state.
    static func describeOutput<Builder: ConstraintBuilder>(
        _ output: [Builder.Value], to builder: inout Builder
    ) {
        let top = Builder.Value(UInt32.max)
        for index in 0..<Width.count {
            let (low, high) = (
                after(2 * index, builder), after(2 * index + 1, builder)
            )
            // low + 2^32 high = element of the state
            builder.require("result", low + high * builder.power(32), equals: output[index])
            // low (1 - (2^32 - 1 - high) inverse) = 0: if the high word is 2^32 - 1 then the low
            // word is 0. Both are words, so low + 2^32 high < p = 2^32 (2^32 - 1) + 1.
            let inverse = builder.this(Column.inverse(index))
            builder.require(
                "result is canonical", zero: low * (.one - (top - high) * inverse))
        }
    }

    /// A word of the state after.
    private static func after<Builder: ConstraintBuilder>(
        _ word: Int, _ builder: Builder
    ) -> Builder.Value {
        builder.word(builder.this(Column.afterLow(word)), builder.this(Column.afterHigh(word)))
    }

    static func describeTraffic<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let isReal = builder.this(Column.isReal)
        let (clock, cell) = (builder.this(Column.clock), builder.this(Column.cell))
        let argument = builder.this(Column.argument)
        // a0 = 4 cell. For an address that is no multiple of four, cell is a quotient modulo p:
        // an address q + r / 4 with r from 1 to 3 is above 2^61, where no chip starts memory. Nor
        // does any at cells that the words after a0 would reach from the end of memory.
        builder.receiveOperation(
            .hostCall(
                Width.precompile.call, clock: clock, a0: cell * Builder.Value(4), a1: argument),
            multiplicity: isReal)
        let time = clock + Builder.Value(Clock.hostWrite)
        for word in 0..<2 * Width.count {
            let gap = (
                builder.this(Column.gapLow(word)), builder.this(Column.gapHigh(word))
            )
            builder.access(
                cell: cell + Builder.Value(UInt32(word)),
                before: builder.this(Column.before(word)), after: after(word, builder),
                time: time, gap: gap, multiplicity: isReal)
            // The word after is a word.
            builder.requireRange(
                .bits16, builder.this(Column.afterLow(word)), multiplicity: isReal)
            builder.requireRange(
                .bits16, builder.this(Column.afterHigh(word)), multiplicity: isReal)
        }
    }
}
