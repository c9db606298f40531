public import Constraints
import Fields
import Hashing
public import Riscv

/// Poseidon2 permutations of widths 8 and 12, in place in memory: four rows for each.
///
/// A call of width 8 adds its input to the result, and one of width 12 adds words of memory to its
/// input: both are linear and have no cells.
///
/// Each row has two full rounds, up to six partial rounds and the memory of a quarter of the state.
/// Every S-box x^7 has two cells, its cube and its output; the layers between S-boxes are
/// linear and have no cells. A row holds the states with which its rounds start, which
/// constraints link to the next row. They see two rows, so the rounds are in this order:
///
/// | Row | Full rounds | Partial rounds |
/// | --- | --- | --- |
/// | 0 | 4, 5 | 18 to 21, two idle |
/// | 1 | 6, 7 | 12 to 17 |
/// | 2 | 0, 1 | 6 to 11 |
/// | 3 | 2, 3 | 0 to 5 |
///
/// Rounds 3 and partial round 0 are in one row, as are partial round 21 and round 4. Rows 1 and 2
/// meet input and output, which are the elements of all four rows: those of 1 and 2 are at hand,
/// those of 0 and 3 are passed to their neighbours.
///
/// A state of width 8 is the first eight elements; the others are zero where full rounds start.
public enum Poseidon2Chip: MachineChip {
    /// A column; groups have one for each element, word or S-box of width 12.
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

    /// Rows of a permutation.
    public static let rowCount = 4
    /// Elements of the wider state.
    public static let width = Poseidon2Width12.count
    /// Elements that a row reads and writes, at most.
    public static let elementCount = width / rowCount
    /// Partial rounds of a row.
    public static let partialCount = 6
    /// Words that width 12 adds to its input, one to each of the first elements.
    public static let addendCount = Poseidon2.rate

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "poseidon2", mainWidth: Column.end, isOptional: true)
    }

    /// The permutations of both widths.
    public static var precompiles: [Precompile] {
        [Poseidon2Width8.precompile, Poseidon2Width12.precompile]
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        let flags = Poseidon2Flags { builder.this($0) }
        let rows = Poseidon2RowPair<Builder.Value>(
            this: Poseidon2RowWords { builder.this($0) },
            next: Poseidon2RowWords { builder.next($0) })
        describePosition(flags, to: &builder)
        let end = describeFullRounds(flags, to: &builder)
        describeEnd(end, flags, rows, to: &builder)
        describePartialRounds(flags, to: &builder)
        describeAddends(flags, to: &builder)
        describeInput(flags, rows, to: &builder)
        describeWords(rows.this, to: &builder)
        describeTraffic(flags, rows.this, to: &builder)
    }
}

extension Poseidon2Chip.Column {
    private static let words = 2 * Poseidon2Chip.elementCount

    private static let beforeStart = 11
    private static let gapStart = beforeStart + words
    private static let afterStart = gapStart + 2 * words
    private static let inverseStart = afterStart + 2 * words
    private static let passedStart = inverseStart + words / 2
    private static let fullStart = passedStart + words
    private static let partialStart = fullStart + 4 * Poseidon2Chip.width
    private static let sBoxStart = partialStart + Poseidon2Chip.width
    private static let addendStart = sBoxStart + 3 * Poseidon2Chip.partialCount - 1
    /// The number of columns.
    static let end = addendStart + 3 * Poseidon2Chip.elementCount

    /// Whether the row is the one of a number, from 0 to 3, in a permutation of a width.
    public static func isRow<Width: Poseidon2Call>(_ number: Int, of width: Width.Type) -> Self {
        Self(Width.count == Poseidon2Chip.width ? 4 : 0, number)
    }
    /// The clock of the processor's row.
    public static var clock: Self { Self(8, 0) }
    /// The first cell of the state.
    public static var cell: Self { Self(9, 0) }
    /// The first cell of the words that width 12 adds; width 8 ignores it.
    public static var addendCell: Self { Self(10, 0) }
    /// A word before of the row's elements.
    public static func before(_ word: Int) -> Self { Self(beforeStart, word) }
    /// The lower limb of the gap since the access before to a word.
    public static func gapLow(_ word: Int) -> Self { Self(gapStart, 2 * word) }
    /// The upper limb of that gap.
    public static func gapHigh(_ word: Int) -> Self { Self(gapStart, 2 * word + 1) }
    /// The lower half of a word after of the row's elements.
    public static func afterLow(_ word: Int) -> Self { Self(afterStart, 2 * word) }
    /// Its upper half.
    public static func afterHigh(_ word: Int) -> Self { Self(afterStart, 2 * word + 1) }
    /// Shows that an element after is below the modulus.
    public static func inverse(_ element: Int) -> Self { Self(inverseStart, element) }
    /// In rows 1 and 2 an element before of row 0 and of row 3.
    public static func passedInput(_ element: Int) -> Self { Self(passedStart, element) }
    /// In rows 1 and 2 an element after of row 0 and of row 3.
    public static func passedOutput(_ element: Int) -> Self {
        Self(passedStart, words / 2 + element)
    }
    /// The state that the two full rounds start with.
    public static func start(_ element: Int) -> Self { Self(fullStart, element) }
    /// The cube in an S-box of one of the two full rounds, 0 or 1.
    public static func cube(_ round: Int, _ element: Int) -> Self {
        Self(fullStart, (1 + round) * Poseidon2Chip.width + element)
    }
    /// The output of an S-box of the first of the two.
    public static func output(_ element: Int) -> Self {
        Self(fullStart, 3 * Poseidon2Chip.width + element)
    }
    /// In a row of width 8 one of the last four elements after its full rounds, 0 to 3.
    ///
    /// The limbs of gaps of words that such a row does not have.
    public static func surplus(_ element: Int) -> Self {
        Self(gapStart, 4 * Poseidon2Width8.count / Poseidon2Chip.rowCount + element)
    }
    /// The state that the partial rounds start with.
    public static func partialStart(_ element: Int) -> Self { Self(partialStart, element) }
    /// The cube in the S-box of a partial round of the row.
    public static func partialCube(_ round: Int) -> Self { Self(sBoxStart, 2 * round) }
    /// The output of that S-box.
    public static func partialOutput(_ round: Int) -> Self { Self(sBoxStart, 2 * round + 1) }
    /// The first element before a partial round of the row, from 1 to 5, without its constant.
    public static func partialInput(_ round: Int) -> Self {
        Self(sBoxStart, 2 * Poseidon2Chip.partialCount + round - 1)
    }

    /// The word that is added to an element of the row, zero where there is none.
    public static func addend(_ element: Int) -> Self { Self(addendStart, element) }
    /// The lower limb of the gap since the access before to that word.
    public static func addendGapLow(_ element: Int) -> Self {
        Self(addendStart, Poseidon2Chip.elementCount + 2 * element)
    }
    /// The upper limb of that gap.
    public static func addendGapHigh(_ element: Int) -> Self {
        Self(addendStart, Poseidon2Chip.elementCount + 2 * element + 1)
    }

    /// All columns.
    public static var allCases: [Self] { (0..<end).map { Self($0, 0) } }
}

extension Poseidon2Chip {
    /// The full round that a row starts with, from 0 to 7; the next one follows in the row.
    public static func fullRound(ofRow row: Int) -> Int {
        (2 * row + Poseidon2Rounds.fullCount / 2) % Poseidon2Rounds.fullCount
    }

    /// The partial round of a slot of a row, `nil` for an idle slot.
    public static func partialRound(_ slot: Int, ofRow row: Int) -> Int? {
        let round = partialCount * (rowCount - 1 - row) + slot
        return round < Poseidon2Rounds.partialCount ? round : nil
    }

    /// Partial rounds of row 0, the last of the permutation.
    static var lastPartialCount: Int {
        Poseidon2Rounds.partialCount - partialCount * (rowCount - 1)
    }
}

/// Numbers of rounds: half of the full ones, the partial ones, the other half.
public enum Poseidon2Rounds {
    /// Rounds with an S-box for each element.
    public static let fullCount = 8
    /// Rounds with one S-box.
    public static let partialCount = 22
}
