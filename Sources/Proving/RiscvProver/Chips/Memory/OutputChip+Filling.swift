import Constraints
import Fields
public import Polynomials
import Riscv
public import RiscvCircuits

extension OutputChip: ProvableChip {
    /// A row for each call and each of its words.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let rows = WordTransfer.rows(run.record.calls[.writeOutput] ?? [])
        return filling.trace(of: OutputChip.self, rows, fill)
    }

    /// A row for each call and each of its words.
    public static func rowCount(_ counts: EventCounts) -> Int { counts.transferCount(.writeOutput) }

    /// Fills a row.
    static func fill(
        _ record: WordTransfer, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        row.set(.clock, record.clock)
        row[.cell] = record.cell
        row.set(.remaining, record.remaining)
        row.set(.position, record.position)
        var gap = record.callGap
        if let access = record.access {
            row.set(.isWord, 1)
            row.set(.value, access.before)
            gap = access.gap(at: record.clock &+ Clock.hostRead)
        } else {
            row.set(.isCall, 1)
        }
        row.set(.gapLow, gap.low)
        row.set(.gapHigh, gap.high)
        tally.gap(gap)
    }
}
