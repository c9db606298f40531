import Constraints
public import Fields
public import Parallel
public import Polynomials
public import RiscvCircuits

/// One row of a trace while it is filled; what is not set stays zero.
public struct TraceRow<Column: ChipColumn> {
    fileprivate let start: UnsafeMutablePointer<Goldilocks>
    fileprivate let width: Int

    /// A later row of the same record.
    @inline(__always)
    func row(_ offset: Int) -> TraceRow {
        TraceRow(start: start + offset * width, width: width)
    }

    /// A cell.
    @inline(__always)
    public subscript(_ column: Column) -> Goldilocks {
        get { start[column.rawValue] }
        nonmutating set { start[column.rawValue] = newValue }
    }

    /// Sets a cell to a word.
    @inline(__always)
    public func set(_ column: Column, _ value: UInt32) {
        start[column.rawValue] = Goldilocks(value)
    }

    /// Sets a cell of a group of columns, `offset` places after its first.
    @inline(__always)
    public func set(_ column: Column, offset: Int, to value: Goldilocks) {
        start[column.rawValue + offset] = value
    }

    /// Sets two cells to the halves of a word and counts the checks of both ranges.
    @inline(__always)
    public func setHalves(
        _ low: Column, _ high: Column, _ value: UInt32, high range: RangeKind = .bits16,
        _ tally: inout LookupTally
    ) {
        set(low, value & 0xffff)
        set(high, value >> 16)
        tally.range(.bits16, value & 0xffff)
        tally.range(range, value >> 16)
    }
}

/// Fills traces row by row on several threads, the same for any number of them.
public struct TraceFilling {
    /// Threads to use.
    public let workers: Workers
    /// The logarithm of the number of rows that the next trace has at least; `nil`: what it needs,
    /// and no trace without records.
    var leastHeightLog2: Int?
    /// Lookups of all traces so far.
    public private(set) var tally = LookupTally()

    /// Filling on the given threads.
    public init(workers: Workers) {
        self.workers = workers
    }

    /// A trace with the same number of rows for each record.
    ///
    /// Rows of zeros pad it to a power of two or to the least height. `nil` without records and
    /// without a least height.
    public mutating func trace<Filled: Chip, Record>(
        of chip: Filled.Type, _ records: [Record], rowsPerRecord: Int = 1,
        _ fill: (Record, TraceRow<Filled.Column>, inout LookupTally) -> Void
    ) -> Matrix? {
        let width = Filled.shape.mainWidth
        guard !records.isEmpty else {
            return leastHeightLog2.map { Matrix(zeros: 1 << $0, width: width) }
        }
        let rowCount = records.count * rowsPerRecord
        let heightLog2 = max(ceilingLog2(rowCount), leastHeightLog2 ?? 0)
        // One tally a thread: each is large, and counts add up in any order.
        let pieceCount = min(workers.count, records.count, (rowCount + 1023) / 1024)
        let pieceSize = (records.count + pieceCount - 1) / pieceCount
        var tallies = [LookupTally]()
        let matrix = Matrix(height: 1 << heightLog2, width: width) { cells in
            cells.initialize(repeating: .zero)
            nonisolated(unsafe) let base = cells.baseAddress
            tallies = workers.map(pieceCount) { piece in
                var tally = LookupTally()
                guard let base else { return tally }
                let start = min(piece * pieceSize, records.count)
                for index in start..<min(start + pieceSize, records.count) {
                    let row = TraceRow<Filled.Column>(
                        start: base + index * rowsPerRecord * width, width: width)
                    fill(records[index], row, &tally)
                }
                return tally
            }
        }
        for piece in tallies { tally.add(piece) }
        return matrix
    }

    /// Adds the lookups of a chip that fills its trace itself.
    public mutating func add(_ other: LookupTally) { tally.add(other) }
}

/// The least k with 2^k at least the count.
func ceilingLog2(_ count: Int) -> Int {
    count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
}
