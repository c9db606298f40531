public import Constraints
import Fields
public import Riscv

/// Compressions of SHA-256 as the processor and memory see them: one row for each.
///
/// FIPS 180-4, section 6.2.2. The rounds are `SHA256RoundChip`'s, which takes over the state and
/// the block and says what state the 64 rounds lead to; the sum with the state before, step 4, is
/// made here.
public enum SHA256Chip: MachineChip {
    /// A column; groups have one for each word, the state's eight before the block's sixteen.
    public struct Column: ChipColumn {
        /// The number of the column.
        public let rawValue: Int

        /// The column of a number.
        public init?(rawValue: Int) {
            guard (0..<Self.end).contains(rawValue) else { return nil }
            self.rawValue = rawValue
        }

        private init(_ start: Int, _ offset: Int) { rawValue = start + offset }
    }

    /// Words of the state.
    public static let stateCount = 8
    /// Words of the state and of the block.
    public static let wordCount = 24

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "sha-256", mainWidth: Column.end, isOptional: true)
    }

    /// The compression function.
    public static var precompiles: [Precompile] { [.sha256Compress] }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        builder.require("row is a call or padding", bit: builder.this(Column.isReal))
        for word in 0..<stateCount {
            builder.require("carry is a bit", bit: builder.this(Column.carry(word)))
        }
        describeMemory(to: &builder)
        describeRounds(to: &builder)
    }
}

extension SHA256Chip.Column {
    private static var beforeStart: Int { 4 }
    private static var gapStart: Int { beforeStart + SHA256Chip.wordCount }
    private static var afterStart: Int { gapStart + 2 * SHA256Chip.wordCount }
    private static var carryStart: Int { afterStart + 2 * SHA256Chip.stateCount }
    /// The number of columns.
    static var end: Int { carryStart + SHA256Chip.stateCount }

    /// Whether the row is a call.
    public static var isReal: Self { Self(0, 0) }
    /// The clock of the processor's row.
    public static var clock: Self { Self(1, 0) }
    /// The first cell of the state.
    public static var stateCell: Self { Self(2, 0) }
    /// The first cell of the block.
    public static var blockCell: Self { Self(3, 0) }
    /// A word of the state before, or of the block.
    public static func before(_ word: Int) -> Self { Self(beforeStart, word) }
    /// The lower limb of the gap since the access before to a word.
    public static func gapLow(_ word: Int) -> Self { Self(gapStart, 2 * word) }
    /// The upper limb of that gap.
    public static func gapHigh(_ word: Int) -> Self { Self(gapStart, 2 * word + 1) }
    /// The lower half of a word of the state after.
    public static func afterLow(_ word: Int) -> Self { Self(afterStart, 2 * word) }
    /// Its upper half.
    public static func afterHigh(_ word: Int) -> Self { Self(afterStart, 2 * word + 1) }
    /// Whether the last addition to a word of the state overflows.
    public static func carry(_ word: Int) -> Self { Self(carryStart, word) }

    /// All columns.
    public static var allCases: [Self] { (0..<end).map { Self($0, 0) } }
}

extension SHA256Chip {
    /// A word of the state after.
    private static func after<Builder: ConstraintBuilder>(
        _ word: Int, _ builder: Builder
    ) -> Builder.Value {
        builder.word(builder.this(Column.afterLow(word)), builder.this(Column.afterHigh(word)))
    }

    /// The call and its accesses: the block is read, then the state is read and written.
    private static func describeMemory<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let isReal = builder.this(Column.isReal)
        let clock = builder.this(Column.clock)
        let (state, block) = (builder.this(Column.stateCell), builder.this(Column.blockCell))
        // a0 = 4 state, a1 = 4 block. As in `Poseidon2Chip`, an address that is no multiple of
        // four gives cells that memory does not have.
        builder.receiveOperation(
            .hostCall(
                .sha256Compress, clock: clock, a0: state * Builder.Value(4),
                a1: block * Builder.Value(4)),
            multiplicity: isReal)
        for word in 0..<wordCount {
            let isState = word < stateCount
            let before = builder.this(Column.before(word))
            let gap = (builder.this(Column.gapLow(word)), builder.this(Column.gapHigh(word)))
            let place = isState ? state + number(word) : block + number(word - stateCount)
            builder.access(
                cell: place, before: before, after: isState ? after(word, builder) : before,
                time: clock + Builder.Value(isState ? Clock.hostWrite : Clock.hostRead),
                gap: gap, multiplicity: isReal)
            guard isState else { continue }
            // The word after is a word.
            builder.requireRange(
                .bits16, builder.this(Column.afterLow(word)), multiplicity: isReal)
            builder.requireRange(
                .bits16, builder.this(Column.afterHigh(word)), multiplicity: isReal)
        }

        func number(_ value: Int) -> Builder.Value { Builder.Value(UInt32(value)) }
    }

    /// What the rounds take and give.
    private static func describeRounds<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let isReal = builder.this(Column.isReal)
        let clock = builder.this(Column.clock)
        let before = (0..<wordCount).map { builder.this(Column.before($0)) }
        // a, b, c, d, e, f, g, h: what the rounds lead to is after - before + 2^32 carry, where
        // after is a word, so after = before + the rounds' result modulo 2^32.
        let end = (0..<stateCount).map { word in
            let carry = builder.this(Column.carry(word)) * builder.power(32)
            return after(word, builder) - before[word] + carry
        }
        builder.send(
            [clock, .zero] + before[..<stateCount], on: MachineBus.sha256State, multiplicity: isReal
        )
        builder.send([clock, .one] + end, on: MachineBus.sha256State, multiplicity: isReal)
        for row in 0..<4 {
            let start = stateCount + 4 * row
            builder.send(
                [clock, Builder.Value(UInt32(row))] + before[start..<start + 4],
                on: MachineBus.sha256Block, multiplicity: isReal)
        }
    }
}
