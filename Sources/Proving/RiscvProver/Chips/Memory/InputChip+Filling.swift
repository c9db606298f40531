import Constraints
import Fields
public import Polynomials
import Riscv
public import RiscvCircuits

extension InputChip: ProvableChip {
    /// A row for each call and each of its words.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let rows = WordTransfer.rows(run.record.calls[.readInput] ?? [])
        return filling.trace(of: InputChip.self, rows, fill)
    }

    /// A row for each call and each of its words.
    public static func rowCount(_ counts: EventCounts) -> Int { counts.transferCount(.readInput) }

    /// Fills a row.
    static func fill(
        _ record: WordTransfer, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        row.set(.clock, record.clock)
        row[.cell] = record.cell
        row.set(.remaining, record.remaining)
        guard let access = record.access else {
            row.set(.isCall, 1)
            return
        }
        row.set(.isWord, 1)
        row.set(.before, access.before)
        row.setHalves(.low, .high, access.after, &tally)
        let gap = access.gap(at: record.clock &+ Clock.hostWrite)
        row.set(.gapLow, gap.low)
        row.set(.gapHigh, gap.high)
        tally.gap(gap)
    }
}
