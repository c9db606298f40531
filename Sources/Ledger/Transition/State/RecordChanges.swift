import Ledger

/// The words of the records that a block changed, read from memory that is only there during a
/// call: counting references to arrays for each record would cost a guest more than reading them.
struct RecordChanges {
    private let entries: UnsafePointer<RecordList.Entry>
    private let keys: UnsafeBufferPointer<KeyRecord>
    private let pools: UnsafeBufferPointer<PoolRecord>
    private let others: UnsafeBufferPointer<Record>

    /// Calls `body` with the changes of an overlay over a list.
    static func read<Result, Failure: Error>(
        _ overlay: RecordOverlay<WitnessReader>,
        _ body: (RecordChanges) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let list = overlay.list else { preconditionFailure("an overlay without a list") }
        defer { withExtendedLifetime(list) {} }
        return try overlay.cells.keys.withUnsafeBufferPointer { keys throws(Failure) in
            try overlay.cells.pools.withUnsafeBufferPointer { pools throws(Failure) in
                try overlay.cells.others.withUnsafeBufferPointer { others throws(Failure) in
                    try body(
                        RecordChanges(
                            entries: list.entries, keys: keys, pools: pools, others: others))
                }
            }
        }
    }

    /// Writes the new words of a record to the start of `memory`, which has room for them, and
    /// returns their number; `nil` when the block did not change it.
    func write(at index: Int, to memory: UnsafeMutableBufferPointer<UInt32>) -> Int? {
        let cell = entries[index].current
        if cell == entries[index].original { return nil }
        if let place = cell.keyPlace {
            guard let first = keys.baseAddress else { return nil }
            return KeyRecord.writeWords(of: first + place, to: memory)
        }
        if let place = cell.poolPlace { return pools[place].writeRecordWords(to: memory) }
        if let place = cell.otherPlace { return others[place].writeWords(to: memory) }
        return cell.isPresent ? cell.writeAmount(to: memory) : 0
    }
}
