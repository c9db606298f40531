import Constraints
import Fields
public import Polynomials
import Riscv
public import RiscvCircuits

extension SHA256Chip: ProvableChip {
    /// A row for each call.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        filling.trace(of: SHA256Chip.self, run.record.calls[.sha256Compress] ?? [], fill)
    }

    /// Fills a row from a call.
    ///
    /// Never traps: words after that are not the compression of those before, or accesses
    /// that are missing, give a row that buses refuse.
    static func fill(
        _ call: HostCallRecord, _ row: TraceRow<Column>, _ tally: inout LookupTally
    ) {
        row[.isReal] = .one
        row.set(.clock, call.clock)
        row[.stateCell] = call.firstCell
        row[.blockCell] = call.secondCell
        for word in 0..<wordCount {
            let isState = word < stateCount
            let access = call.access(word)
            row.set(.before(word), access.before)
            let tick = isState ? Clock.hostWrite : Clock.hostRead
            let gap = access.gap(at: call.clock &+ tick)
            row.set(.gapLow(word), gap.low)
            row.set(.gapHigh(word), gap.high)
            tally.gap(gap)
            guard isState else { continue }
            row.setHalves(.afterLow(word), .afterHigh(word), access.after, &tally)
            row.set(.carry(word), access.after < access.before ? 1 : 0)
        }
    }
}
