public import Constraints
import Fields
import Hashing
public import Riscv

extension HostCall {
    /// Compresses the 16 message words at a1 into the SHA-256 state, 8 words, at a0.
    ///
    /// The words are numbers as in FIPS 180-4, section 6.2.2, not bytes in message order.
    public static let sha256Compress = HostCall(rawValue: 6)
}

/// The ticks at which a compression accesses memory.
public enum SHA256Ticks {
    /// The state before is read.
    public static let readState: UInt32 = 3
    /// The block is read.
    public static let readBlock: UInt32 = 4
    /// The state after is written.
    public static let write: UInt32 = 5
}

extension Precompile {
    /// The compression function; state and block may overlap, as both are read first.
    public static var sha256Compress: Precompile {
        Precompile(
            .sha256Compress,
            regions: [
                Region(.a0, wordCount: 8, .read, tick: SHA256Ticks.readState),
                Region(.a1, wordCount: 16, .read, tick: SHA256Ticks.readBlock),
                Region(.a0, wordCount: 8, .update, tick: SHA256Ticks.write),
            ]
        ) { words in
            var state = InlineArray<8, UInt32> { words[$0] }
            SHA256.compress(&state, InlineArray<16, UInt32> { words[8 + $0] })
            for index in 0..<8 { words[24 + index] = state[index] }
        }
    }
}

/// Compressions of SHA-256 with their memory: 216 rows for each, a word of 32 bits a row.
///
/// FIPS 180-4, section 6.2.2. With a(t) and e(t) the variables a and e after round t, the others
/// are earlier ones: b, c, d = a(t-1), a(t-2), a(t-3) and f, g, h = e(t-1), e(t-2), e(t-3). Round t
/// has three rows, in which the bits are W(t), e(t) and a(t). Rounds -4 to -1 load the state,
/// rounds 64 to 67 add it to the result and store the sums; their rows of W are unused.
///
/// Whatever a row needs of earlier ones is in registers that pass from row to row. The last eight
/// of the words a and e are in one queue, so that rows of e and of a find what they need at the
/// same place: two and four back are the words before of the same variable.
public enum SHA256Chip: MachineChip {
    /// A column; groups have one for each bit, byte or register.
    public struct Column: ChipColumn {
        /// The number of the column.
        public let rawValue: Int

        /// The column of a number.
        public init?(rawValue: Int) {
            guard (0..<Self.end).contains(rawValue) else { return nil }
            self.rawValue = rawValue
        }

        private init(_ start: Int, _ offset: Int = 0) { rawValue = start + offset }
    }

    /// Rounds with those that load and store the state.
    public static let roundCount = 72
    /// Rows of a compression.
    public static let rowCount = 3 * roundCount
    /// Registers of words a and e.
    public static let stateCount = 8
    /// Registers of the schedule.
    public static let pendingCount = 16

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "sha-256", mainWidth: Column.end, isOptional: true)
    }

    /// The compression function.
    public static var precompiles: [Precompile] { [.sha256Compress] }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let row = SHA256Row(builder)
        describePosition(row, to: &builder)
        describeFunctions(row, to: &builder)
        describeWord(row, to: &builder)
        describeRegisters(row, to: &builder)
        describeTraffic(row, to: &builder)
    }
}

extension SHA256Chip.Column {
    private static var bitStart: Int { 25 }
    private static var functionStart: Int { bitStart + 32 }
    private static var roundStart: Int { functionStart + 22 }
    private static var stateStart: Int { roundStart + 4 }
    private static var pendingStart: Int { stateStart + SHA256Chip.stateCount }
    /// The number of columns.
    static var end: Int { pendingStart + SHA256Chip.pendingCount }

    /// The clock of the processor's row.
    public static var clock: Self { Self(0) }
    /// The first cell of the state.
    public static var stateCell: Self { Self(1) }
    /// The first cell of the block.
    public static var blockCell: Self { Self(2) }
    /// Whether the word is W(t).
    public static var isW: Self { Self(3) }
    /// Whether the word is e(t).
    public static var isE: Self { Self(4) }
    /// Whether the word is a(t).
    public static var isA: Self { Self(5) }
    /// Whether the round is 4 (group) + step, step from 1 to 3.
    public static func step(_ step: Int) -> Self { Self(6, step - 1) }
    /// Whether the group of four rounds is 4 (part) + group, group from 1 to 3.
    public static func group(_ group: Int) -> Self { Self(9, group - 1) }
    /// Whether the round is one of the 16 of a part of the 64, from 0 to 3.
    public static func part(_ part: Int) -> Self { Self(12, part) }
    /// Whether the round stores the state.
    public static var isFinal: Self { Self(16) }
    /// Whether the row is the last of its group.
    public static var isGroupEnd: Self { Self(17) }
    /// Whether the next row is of the same compression.
    public static var continues: Self { Self(18) }
    /// The cell of memory of the row.
    public static var cell: Self { Self(19) }
    /// The value of that cell before the access.
    public static var before: Self { Self(20) }
    /// The lower limb of the gap since the access before to it.
    public static var gapLow: Self { Self(21) }
    /// The upper limb.
    public static var gapHigh: Self { Self(22) }
    /// The carry of the row's sum beyond 32 bits is low + 3 high, both from 0 to 2, and in rows
    /// of a one less.
    public static var carryLow: Self { Self(23) }
    /// The upper part of that carry.
    public static var carryHigh: Self { Self(24) }
    /// A bit of the word.
    public static func bit(_ bit: Int) -> Self { Self(bitStart, bit) }
    /// The lower-case sigma 0 of the word.
    public static var smallSigma0: Self { Self(functionStart) }
    /// The lower-case sigma 1 of the word.
    public static var smallSigma1: Self { Self(functionStart, 1) }
    /// The upper-case sigma 0 of the word.
    public static var largeSigma0: Self { Self(functionStart, 2) }
    /// The upper-case sigma 1 of the word.
    public static var largeSigma1: Self { Self(functionStart, 3) }
    /// A byte, but for the highest, of the word before of the same variable.
    public static func second(_ byte: Int) -> Self { Self(functionStart, 4 + byte) }
    /// A byte, but for the highest, of the word two before of the same variable.
    public static func third(_ byte: Int) -> Self { Self(functionStart, 7 + byte) }
    /// A byte of NOT e, or of a XOR b: what the third word is masked with.
    public static func mask(_ byte: Int) -> Self { Self(functionStart, 10 + byte) }
    /// A byte of the word AND the second.
    public static func common(_ byte: Int) -> Self { Self(functionStart, 14 + byte) }
    /// A byte of the third word AND the mask.
    public static func masked(_ byte: Int) -> Self { Self(functionStart, 18 + byte) }
    /// The constant of the round, 0 but in the 64 rounds.
    public static var constant: Self { Self(roundStart) }
    /// The word of the schedule and the constant of the round, after the row of W.
    public static var scheduled: Self { Self(roundStart, 1) }
    /// The part of the next word of the same variable that e and a so far give: the sum of the
    /// upper-case sigma and of Ch or Maj, of the row 1 or 2 such rows ago.
    public static func mixed(_ age: Int) -> Self { Self(roundStart, 1 + age) }
    /// The word of e or a that was made `age` such words ago, age from 1 to 8.
    public static func state(_ age: Int) -> Self { Self(stateStart, age - 1) }
    /// The terms of W(t + distance) so far, in rows of W(t), distance from 0 to 15.
    public static func pending(_ distance: Int) -> Self { Self(pendingStart, distance) }

    /// All columns.
    public static var allCases: [Self] { (0..<end).map { Self($0) } }
}
