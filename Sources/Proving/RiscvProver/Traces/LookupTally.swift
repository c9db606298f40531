import Fields
public import RiscvCircuits

/// Number of lookups that traces make at each row of the table chip.
public struct LookupTally: Sendable {
    /// A column of multiplicities of the table chip.
    typealias Column = TableChip.Column

    private var counts: [UInt32]

    /// A tally without lookups.
    public init() {
        counts = [UInt32](repeating: 0, count: Column.allCases.count << TableChip.heightLog2)
    }

    /// Counts a check of a range; a value outside of it is not counted.
    @inline(__always)
    public mutating func range(_ kind: RangeKind, _ value: UInt32) {
        switch kind {
        case .bits16: count(.count16, value)
        case .bits15: if value < 1 << 15 { count(.count15, value) }
        case .bits14: if value < 1 << 14 { count(.count14, value) }
        }
    }

    /// Counts a lookup of (x, y, x AND y).
    @inline(__always)
    public mutating func bytes(_ x: UInt32, _ y: UInt32) { count(.countBytes, x | y << 8) }

    /// Counts a check that both are bytes.
    @inline(__always)
    public mutating func bytePair(_ x: UInt32, _ y: UInt32) { count(.countPair, x | y << 8) }

    /// Counts a lookup of (x, 2^(x mod 32)).
    @inline(__always)
    public mutating func power(_ x: UInt32) { count(.countPower, x) }

    /// Counts the limbs of the gap before an access.
    @inline(__always)
    public mutating func gap(_ gap: (low: UInt32, high: UInt32)) {
        range(.bits16, gap.low)
        range(.bits16, gap.high)
    }

    /// Adds the counts of another tally.
    public mutating func add(_ other: LookupTally) {
        for index in counts.indices { counts[index] &+= other.counts[index] }
    }

    @inline(__always)
    private mutating func count(_ column: Column, _ value: UInt32) {
        guard value < 1 << TableChip.heightLog2 else { return }
        counts[column.rawValue << TableChip.heightLog2 + Int(value)] &+= 1
    }

    /// The count of a row of the table.
    func count(of column: Column, row: Int) -> Goldilocks {
        Goldilocks(counts[column.rawValue << TableChip.heightLog2 + row])
    }
}
