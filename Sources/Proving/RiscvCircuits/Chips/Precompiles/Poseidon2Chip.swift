public import Constraints
import Fields
public import Riscv

/// Poseidon2 permutations of one width, in place in memory: one row for each.
///
/// Every S-box x^7 has two cells, the cube and the output, so that degree 3 is enough; those of
/// the last round have none for the output, which memory takes instead. What is between S-boxes
/// is linear and has no cells.
public enum Poseidon2Chip<Width: Poseidon2Width>: MachineChip {
    /// A column; groups have one for each element, word or S-box.
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

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: Width.name, mainWidth: Column.end, isOptional: true)
    }

    /// The permutation of this width.
    public static var precompiles: [Precompile] { [Width.precompile] }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        builder.require("row is a call or padding", bit: builder.this(Column.isReal))
        let output = describeRounds(to: &builder)
        describeOutput(output, to: &builder)
        describeTraffic(to: &builder)
    }
}

extension Poseidon2Chip.Column {
    private static var words: Int { 2 * Width.count }

    private static var beforeStart: Int { 4 }
    private static var gapStart: Int { beforeStart + words }
    private static var afterStart: Int { gapStart + 2 * words }
    private static var inverseStart: Int { afterStart + 2 * words }
    private static var fullStart: Int { inverseStart + Width.count }
    private static var partialStart: Int { fullStart + 15 * Width.count }
    /// The number of columns.
    static var end: Int { partialStart + 2 * Poseidon2Rounds.partialCount }

    /// Whether the row is a call.
    public static var isReal: Self { Self(0, 0) }
    /// The clock of the processor's row.
    public static var clock: Self { Self(1, 0) }
    /// The first cell of the state.
    public static var cell: Self { Self(2, 0) }
    /// Register a1, which the call ignores.
    public static var argument: Self { Self(3, 0) }
    /// A word of the state before.
    public static func before(_ word: Int) -> Self { Self(beforeStart, word) }
    /// The limbs of the gap since the access before to a word.
    public static func gapLow(_ word: Int) -> Self { Self(gapStart, 2 * word) }
    /// The upper limb of that gap.
    public static func gapHigh(_ word: Int) -> Self { Self(gapStart, 2 * word + 1) }
    /// The lower half of a word of the state after.
    public static func afterLow(_ word: Int) -> Self { Self(afterStart, 2 * word) }
    /// Its upper half.
    public static func afterHigh(_ word: Int) -> Self { Self(afterStart, 2 * word + 1) }
    /// Shows that an element of the state after is below the modulus.
    public static func inverse(_ element: Int) -> Self { Self(inverseStart, element) }
    /// The cube in an S-box of a full round, rounds counted from 0 to 7.
    public static func cube(_ round: Int, _ element: Int) -> Self {
        Self(fullStart, round * Width.count + element)
    }
    /// The output of an S-box of a full round but the last.
    public static func output(_ round: Int, _ element: Int) -> Self {
        Self(fullStart, (8 + round) * Width.count + element)
    }
    /// The cube in the S-box of a partial round.
    public static func partialCube(_ round: Int) -> Self { Self(partialStart, 2 * round) }
    /// The output of that S-box.
    public static func partialOutput(_ round: Int) -> Self { Self(partialStart, 2 * round + 1) }

    /// All columns.
    public static var allCases: [Self] { (0..<end).map { Self($0, 0) } }
}

/// How many rounds a permutation has: half of the full ones, the partial ones, the other half.
public enum Poseidon2Rounds {
    /// Rounds with an S-box for each element.
    public static let fullCount = 8
    /// Rounds with one S-box.
    public static let partialCount = 22
}
