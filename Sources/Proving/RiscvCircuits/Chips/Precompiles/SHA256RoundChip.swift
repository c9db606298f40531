public import Constraints
import Fields

/// The 64 rounds of SHA-256: 17 rows for each compression.
///
/// FIPS 180-4, section 6.2.2, steps 1 to 3. With a(t) and e(t) the variables a and e after round t,
/// the others are earlier ones: b, c, d = a(t-1), a(t-2), a(t-3) and f, g, h = e(t-1), e(t-2),
/// e(t-3). So a row has four rounds, four values each of a, e and the schedule W, as bits; the row
/// before has all that they depend on. The first row of a compression has the state as if rounds
/// -4 to -1 had made it.
public enum SHA256RoundChip: MachineChip {
    /// A column; groups have one for each bit or round of the row.
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

    /// Rows of a compression: the state it begins with, then four rounds a row.
    public static let rowCount = 17

    /// The size.
    public static var shape: ChipShape {
        ChipShape(name: "sha-256-rounds", mainWidth: Column.end, isOptional: true)
    }

    /// The constraints and the bus traffic of one row.
    public static func describe<Builder: ConstraintBuilder>(to builder: inout Builder) {
        describePosition(to: &builder)
        describeBits(to: &builder)
        let rows = SHA256RowPair(builder)
        for round in 0..<4 {
            describeRound(round, rows, to: &builder)
            describeSchedule(round, rows, to: &builder)
        }
        describeTraffic(rows, to: &builder)
    }
}

extension SHA256RoundChip.Column {
    private static var clockStart: Int { SHA256RoundChip.rowCount }
    private static var bitStart: Int { clockStart + 1 }
    private static var roundStart: Int { bitStart + 3 * 4 * 32 }
    /// The number of columns.
    static var end: Int { roundStart + 12 * 4 }

    /// Whether the row is the one of this position in its compression.
    public static func position(_ position: Int) -> Self { Self(0, position) }
    /// The clock of the processor's row.
    public static var clock: Self { Self(clockStart, 0) }
    /// A bit of a after a round of the row.
    public static func a(_ round: Int, bit: Int) -> Self { Self(bitStart, 32 * round + bit) }
    /// A bit of e after a round of the row.
    public static func e(_ round: Int, bit: Int) -> Self {
        Self(bitStart, 32 * (4 + round) + bit)
    }
    /// A bit of the word of the schedule that a round of the row takes.
    public static func w(_ round: Int, bit: Int) -> Self {
        Self(bitStart, 32 * (8 + round) + bit)
    }
    /// T1 of a round of the next row, not reduced.
    public static func first(_ round: Int) -> Self { Self(roundStart, round) }
    /// T2 of a round of the next row, not reduced.
    public static func second(_ round: Int) -> Self { Self(roundStart, 4 + round) }
    /// The carry of e of a round is low + 3 high, both from 0 to 2.
    public static func carryELow(_ round: Int) -> Self { Self(roundStart, 8 + round) }
    /// See the lower part.
    public static func carryEHigh(_ round: Int) -> Self { Self(roundStart, 12 + round) }
    /// The carry of a of a round, plus one, is low + 2 high, both bits.
    public static func carryALow(_ round: Int) -> Self { Self(roundStart, 16 + round) }
    /// See the lower part.
    public static func carryAHigh(_ round: Int) -> Self { Self(roundStart, 20 + round) }
    /// The carry of the word of the schedule is low + 2 high, both bits.
    public static func carryWLow(_ round: Int) -> Self { Self(roundStart, 24 + round) }
    /// See the lower part.
    public static func carryWHigh(_ round: Int) -> Self { Self(roundStart, 28 + round) }
    /// What the schedule keeps for the row that is 4 - age rows on.
    public static func pending(_ round: Int, age: Int) -> Self {
        Self(roundStart, 32 + 4 * age + round)
    }

    /// All columns.
    public static var allCases: [Self] { (0..<end).map { Self($0, 0) } }
}
