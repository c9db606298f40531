import Fields
import Polynomials
import RiscvCircuits
import TestSupport

/// Changes cells of a valid trace, one place at a time, and reports the check that fails.
///
/// A change is refused by a constraint, by a lookup that no table has, or because the tuples of the
/// chip are no longer those that other chips expect. The first two are final. The third depends on
/// the other side of the bus, so the test judges the new tuples.
struct Mutation<Tested: Chip> {
    private var trace: Matrix
    private let fixed: Matrix?
    private let publicValues: [Goldilocks]
    private let honest: [RowReading]

    /// Changes of a valid trace.
    init(_ trace: Matrix, fixed: Matrix? = nil, publicValues: [Goldilocks] = []) {
        self.trace = trace
        self.fixed = fixed
        self.publicValues = publicValues
        honest = (0..<trace.height).map {
            RowReading(
                Tested.self, trace, row: $0, fixed: fixed, publicValues: publicValues)
        }
    }

    /// Makes every change to every column of the rows.
    ///
    /// `isHole` gets the tuples that occur more or less often than before, receipts negative, and
    /// returns whether the other chips could balance them.
    mutating func report(
        rows: some Sequence<Int>, seed: UInt64,
        isHole: ([[UInt64]: Goldilocks]) -> Bool = { _ in false }
    ) -> MutationReport {
        var report = MutationReport()
        var source = SeededGenerator(seed: seed)
        for row in rows {
            for column in 0..<trace.width {
                for change in CellChange.allCases {
                    let cells = cells(change, row, column, &source)
                    guard cells.contains(where: { trace[$0.row, $0.column] != $0.value })
                    else { continue }
                    let mutant = Mutant(
                        row: row, column: column, change: change, value: cells[0].value,
                        isPadding: honest[row].moves.isEmpty)
                    report.add(mutant, verdict(cells), isHole)
                }
            }
        }
        return report
    }

    /// The check that detects other values of cells.
    mutating func verdict(
        _ cells: [(row: Int, column: Int, value: Goldilocks)]
    ) -> MutationVerdict {
        let before = cells.map { trace[$0.row, $0.column] }
        for cell in cells { trace[cell.row, cell.column] = cell.value }
        defer {
            for (cell, value) in zip(cells, before) { trace[cell.row, cell.column] = value }
        }
        // A constraint sees its row and the next.
        let rows = Set(cells.flatMap { [$0.row, ($0.row + trace.height - 1) % trace.height] })
        var change = [[UInt64]: Goldilocks]()
        var isLookup = false
        for row in rows.sorted() {
            let reading = RowReading(
                Tested.self, trace, row: row, fixed: fixed, publicValues: publicValues)
            if let name = reading.failed.first { return .constraint(name) }
            isLookup = isLookup || !reading.impossibleLookups.isEmpty
            for move in reading.traffic { change[move.tuple, default: .zero] += move.times }
            for move in honest[row].traffic { change[move.tuple, default: .zero] -= move.times }
        }
        if isLookup { return .lookup }
        change = change.filter { $0.value != .zero }
        return change.isEmpty ? .unnoticed : .traffic(change)
    }

    private func cells(
        _ change: CellChange, _ row: Int, _ column: Int, _ source: inout SeededGenerator
    ) -> [(row: Int, column: Int, value: Goldilocks)] {
        let value = trace[row, column]
        switch change {
        case .zero: return [(row, column, .zero)]
        case .one: return [(row, column, .one)]
        case .successor: return [(row, column, value + .one)]
        case .predecessor: return [(row, column, value - .one)]
        case .minusOne: return [(row, column, -.one)]
        case .random:
            // Elements, words, halves and bytes, as likely as one another.
            let bits = [0, 32, 48, 56].randomElement(using: &source) ?? 0
            return [(row, column, Goldilocks(reducing: source.next() >> bits))]
        case .swapped:
            let other = (row + 1) % trace.height
            return [(row, column, trace[other, column]), (other, column, value)]
        case .carried:
            let other = (column + 1) % trace.width
            return [
                (row, column, value + Goldilocks(1 << 16)),
                (row, other, trace[row, other] - .one),
            ]
        }
    }
}

/// Kinds of changes of a cell.
enum CellChange: CaseIterable {
    case zero, one, successor, predecessor, minusOne, random
    /// Exchange with the cell of the next row.
    case swapped
    /// 2^16 more, and one less in the next column: the same word where both are its limbs.
    case carried
}

/// One changed place.
struct Mutant {
    let row: Int
    let column: Int
    let change: CellChange
    let value: Goldilocks
    /// Whether the row had no bus traffic before.
    let isPadding: Bool
}

/// The check that detected a change.
enum MutationVerdict {
    /// A constraint of this name.
    case constraint(String)
    /// A lookup that is in no table.
    case lookup
    /// Tuples that occur more or less often than before.
    case traffic([[UInt64]: Goldilocks])
    /// No check.
    case unnoticed
}

/// The verdicts on many changes.
struct MutationReport {
    private(set) var byConstraint = 0
    private(set) var byLookup = 0
    private(set) var byTraffic = 0
    /// Changes that no check detects.
    private(set) var unnoticed: [Mutant] = []
    /// Changes that no check refuses although their meaning differs.
    private(set) var holes: [Mutant] = []
    /// Columns of which some change in a row that is not padding was noticed.
    private(set) var noticedColumns: Set<Int> = []

    /// The number of changes.
    var count: Int { byConstraint + byLookup + byTraffic + unnoticed.count + holes.count }

    fileprivate mutating func add(
        _ mutant: Mutant, _ verdict: MutationVerdict, _ isHole: ([[UInt64]: Goldilocks]) -> Bool
    ) {
        switch verdict {
        case .constraint: byConstraint += 1
        case .lookup: byLookup += 1
        case .traffic(let change):
            if isHole(change) {
                holes.append(mutant)
                return
            }
            byTraffic += 1
        case .unnoticed:
            unnoticed.append(mutant)
            return
        }
        if !mutant.isPadding { noticedColumns.insert(mutant.column) }
    }
}
