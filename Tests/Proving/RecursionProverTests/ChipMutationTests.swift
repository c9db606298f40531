import Constraints
import Fields
import Parallel
import Polynomials
import RecursionCircuits
import RecursionProver
import TestSupport
import Testing

/// Every column of every chip, changed in rows of an honest trace, is noticed.
///
/// A change is refused by a constraint, or because the tuples of the row are others: addresses and
/// multiplicities are fixed, so a tuple with a multiplicity has its counterpart elsewhere.
@Suite struct ChipMutationTests {
    private let scene: RecursionScene
    private let traces: [Matrix]
    private let fixed: [Matrix]

    init() throws {
        scene = try RecursionScene()
        traces = scene.prover.tables.traces(scene.run, scene.advice, workers: .allProcessors)
        fixed = scene.prover.tables.fixedTables(workers: .allProcessors)
    }

    @Test(arguments: RecursionMachine.Chip.allCases)
    func everyColumnCounts(_ chip: RecursionMachine.Chip) {
        // The last row of equations may have places without one, whose values mean nothing.
        let count = scene.prover.tables.rowCounts[chip.rawValue] - (chip == .equations ? 1 : 0)
        var random = SeededGenerator(seed: UInt64(chip.rawValue))
        var rows = Set([0, count - 1] + Array(1..<min(7, count)))
        while rows.count < min(30, count) { rows.insert(Int.random(in: 0..<count, using: &random)) }
        var reading = TraceReading(
            chip: chip, trace: traces[chip.rawValue], fixed: fixed[chip.rawValue])
        var noticed = Set<Int>()
        for row in rows.sorted() {
            for column in 0..<reading.trace.width {
                let value = reading.trace[row, column]
                let others: [Goldilocks] = [
                    .zero, .one, -.one, value + .one, value - .one,
                    Goldilocks(reducing: random.next()),
                    reading.trace[(row + 1) % reading.trace.height, column],
                ]
                for other in others where other != value {
                    if reading.notices(other, row: row, column: column) {
                        noticed.insert(column)
                    } else {
                        Issue.record("\(chip) \(row) \(column)")
                    }
                }
            }
        }
        #expect(noticed == Set(0..<reading.trace.width))
    }
}

/// Rows of a chip read before and after a change.
private struct TraceReading {
    let chip: RecursionMachine.Chip
    var trace: Matrix
    let fixed: Matrix

    /// Whether another value of a cell violates a constraint or changes tuples.
    mutating func notices(_ value: Goldilocks, row: Int, column: Int) -> Bool {
        let rows = Set([row, (row + trace.height - 1) % trace.height])
        let honest = rows.map { tuples($0) }
        let before = trace[row, column]
        trace[row, column] = value
        defer { trace[row, column] = before }
        let changed = rows.map { tuples($0) }
        return changed.contains { $0 == nil } || changed != honest
    }

    /// The tuples of a row with their multiplicities; `nil` if a constraint fails.
    private func tuples(_ row: Int) -> [[UInt64]]? {
        var builder = TupleBuilder(
            this: Array(trace.row(row)), next: Array(trace.row((row + 1) % trace.height)),
            fixed: Array(fixed.row(row)), row: row,
            height: trace.height)
        RecursionMachine(.three).describe(chip: chip.rawValue, to: &builder)
        return builder.fails ? nil : builder.tuples
    }
}

private struct TupleBuilder: ConstraintBuilder {
    let this: [Goldilocks]
    let next: [Goldilocks]
    let fixed: [Goldilocks]
    let row: Int
    let height: Int
    var fails = false
    var tuples: [[UInt64]] = []

    func this(_ column: Int) -> Goldilocks { this[column] }
    func next(_ column: Int) -> Goldilocks { next[column] }
    func fixed(_ column: Int) -> Goldilocks { fixed[column] }
    /// No chip of the machine has public values.
    func publicValue(_ index: Int) -> Goldilocks { .zero }
    var isFirst: Goldilocks { row == 0 ? .one : .zero }
    var isLast: Goldilocks { row == height - 1 ? .one : .zero }
    var isTransition: Goldilocks { row == height - 1 ? .zero : .one }

    mutating func require(_ name: StaticString, zero value: Goldilocks) {
        if value != .zero { fails = true }
    }

    mutating func transfer(
        _ side: BusSide, _ tuple: [Goldilocks], on bus: Bus, multiplicity: Goldilocks
    ) {
        guard multiplicity != .zero else { return }
        tuples.append([UInt64(bus.number), multiplicity.value] + tuple.map(\.value))
    }
}
