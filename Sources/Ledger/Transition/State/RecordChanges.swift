import Ledger

/// The words of the records that a block changed, read from memory that is only there during a
/// call: counting references to arrays for each record would cost a guest more than reading them.
struct RecordChanges<Reader: StateReader> {
    private let entries: UnsafeBufferPointer<RecordOverlay<Reader>.Entry>
    private let keys: UnsafeBufferPointer<KeyRecord>
    private let pools: UnsafeBufferPointer<PoolRecord>
    private let others: UnsafeBufferPointer<Record>

    /// Calls `body` with the changes of an overlay.
    static func read<Result, Failure: Error>(
        _ overlay: RecordOverlay<Reader>, _ body: (RecordChanges) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try overlay.entries.withUnsafeBufferPointer { entries throws(Failure) in
            try overlay.cells.keys.withUnsafeBufferPointer { keys throws(Failure) in
                try overlay.cells.pools.withUnsafeBufferPointer { pools throws(Failure) in
                    try overlay.cells.others.withUnsafeBufferPointer { others throws(Failure) in
                        try body(
                            RecordChanges(
                                entries: entries, keys: keys, pools: pools, others: others))
                    }
                }
            }
        }
    }

    /// Writes the new words of a record to the start of `memory`, which has room for them, and
    /// returns their number; `nil` when the block did not change it.
    func write(at index: Int, to memory: UnsafeMutableBufferPointer<UInt32>) -> Int? {
        if entries[index].current == entries[index].original { return nil }
        switch entries[index].current {
        case .absent: return 0
        case .amount(let amount): return amount.writeRecordWords(to: memory)
        case .key(let place): return keys[Int(place)].writeRecordWords(to: memory)
        case .pool(let place): return pools[Int(place)].writeRecordWords(to: memory)
        case .other(let place): return others[Int(place)].writeWords(to: memory)
        }
    }
}
