import Ledger
import StateTree

/// The words of the records that a block changed, read from memory that is only there during a
/// call: counting references to arrays for each record would cost a guest more than reading them.
struct RecordChanges {
    private let entries: UnsafePointer<RecordList.Entry>
    private let keys: KeyList
    private let pools: UnsafeBufferPointer<PoolRecord>
    private let others: UnsafeBufferPointer<Record>

    /// Calls `body` with the changes of an overlay over a list.
    static func read<Result, Failure: Error>(
        _ overlay: RecordOverlay<WitnessReader>,
        _ body: (RecordChanges) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let list = overlay.list else { preconditionFailure("an overlay without a list") }
        defer { withExtendedLifetime(list) {} }
        return try overlay.cells.pools.withUnsafeBufferPointer { pools throws(Failure) in
            try overlay.cells.others.withUnsafeBufferPointer { others throws(Failure) in
                try body(
                    RecordChanges(
                        entries: list.entries, keys: overlay.cells.keys, pools: pools,
                        others: others))
            }
        }
    }

    /// Writes the new words of a record to the start of `memory`, which has room for them, but for
    /// those that are unchanged; `nil` when it does not change.
    @inline(__always)
    func write(at index: Int, to memory: UnsafeMutableBufferPointer<UInt32>) -> NewValue? {
        let entry = entries[index]
        // One that is absent was so before, and a write of it was undone.
        guard entry.isWritten, entry.current.isPresent else { return nil }
        let cell = entry.current
        if let place = cell.keyPlace {
            let isOriginal = place == Int(truncatingIfNeeded: entry.origin)
            let unchanged = isOriginal ? NewValue.sharedWordCount : 0
            let count = keys.writeWords(of: place, cell.nonces, to: memory, from: unchanged)
            return NewValue(count: count, unchanged: unchanged)
        }
        if cell.hasAmountOnly { return NewValue(count: cell.writeAmount(to: memory)) }
        return NewValue(count: writeOther(cell, to: memory))
    }

    private func writeOther(
        _ cell: RecordCell, to memory: UnsafeMutableBufferPointer<UInt32>
    ) -> Int {
        if let place = cell.poolPlace { return pools[place].writeRecordWords(to: memory) }
        if let place = cell.otherPlace { return others[place].writeWords(to: memory) }
        return 0
    }
}
