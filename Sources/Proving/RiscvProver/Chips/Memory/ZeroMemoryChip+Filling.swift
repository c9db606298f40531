import Constraints
import Fields
public import Polynomials
public import RiscvCircuits

extension ZeroMemoryChip: ProvableChip {
    /// A row for each accessed word; without any one of padding, as the chip is never left out.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        let words = records(MemoryBounds(run.program), run.record.memory)
        return filling.trace(of: ZeroMemoryChip.self, words, fill)
            ?? Matrix(zeros: 1, width: shape.mainWidth)
    }

    /// A row for each accessed word, at least one.
    public static func rowCount(_ counts: EventCounts) -> Int {
        max(1, counts.wordCountOutsideImage)
    }

    /// One accessed word, with the values of its neighbours that the row needs.
    struct Record {
        let word: UInt32
        let final: UInt32
        let finalTime: UInt32
        let step: UInt32
        let room: UInt32
        let isAbove: Bool
    }

    /// The accessed words outside of the image, by address.
    static func records(_ bounds: MemoryBounds, _ memory: MemoryState) -> [Record] {
        var records = [Record]()
        // The least word that the next row may have.
        var least = bounds.start
        for (place, time) in memory.times.enumerated() where time != 0 {
            let word = UInt32(truncatingIfNeeded: memory.firstWord + UInt64(place))
            guard word < bounds.imageStart || word >= bounds.imageEnd else { continue }
            let isAbove = word >= bounds.imageEnd
            if isAbove { least = max(least, bounds.imageEnd) }
            let bound = isAbove ? bounds.end : bounds.imageStart
            records.append(
                Record(
                    word: word, final: memory.values[place], finalTime: time,
                    step: word &- least, room: bound &- 1 &- word, isAbove: isAbove))
            least = word &+ 1
        }
        return records
    }

    /// Fills a row.
    static func fill(_ record: Record, _ row: TraceRow<Column>, _ tally: inout LookupTally) {
        row.set(.word, record.word)
        row.set(.final, record.final)
        row.set(.finalTime, record.finalTime)
        row.set(.stepLow, record.step & 0xffff)
        row.set(.stepHigh, record.step >> 16)
        row.set(.roomLow, record.room & 0xffff)
        row.set(.roomHigh, record.room >> 16)
        row.set(.isReal, 1)
        row.set(.isAbove, record.isAbove ? 1 : 0)
        tally.range(.bits16, record.step & 0xffff)
        tally.range(.bits14, record.step >> 16)
        tally.range(.bits16, record.room & 0xffff)
        tally.range(.bits14, record.room >> 16)
    }
}
