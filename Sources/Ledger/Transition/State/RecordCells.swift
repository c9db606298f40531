import Bytes
import Ledger

/// The records that are larger than an amount.
///
/// They are appended and not overwritten, so a cell keeps its meaning and undoing a write takes
/// nothing but the former cell. (A version that nothing goes back to may be changed in place.)
struct RecordCells {
    private(set) var keys = KeyList()
    var pools: [PoolRecord] = []
    private(set) var others: [Record] = []

    init() {}

    /// Cells of which some are keys in the words of a witness, in memory that outlives them.
    init(keysIn words: UnsafeBufferPointer<UInt32>) { keys = KeyList(words) }

    /// Copies the pool at a place into a new cell.
    mutating func appendPool(_ place: Int) -> RecordCell {
        pools.append(pools[place])
        return .pool(pools.count - 1)
    }

    mutating func append(_ pool: PoolRecord) -> RecordCell {
        pools.append(pool)
        return .pool(pools.count - 1)
    }

    /// The cell of a record.
    mutating func append(_ record: Record?) -> RecordCell {
        switch record {
        case nil: return .absent
        case .balance(let amount), .reserve(let amount): return RecordCell(amount)
        case .key(let record): return .key(keys.append(record), record.nonces)
        case .pool(let record): return append(record)
        case .some(let record):
            others.append(record)
            return .other(others.count - 1)
        }
    }

    /// The record of a cell under a key; `nil` when there is none.
    func record(_ cell: RecordCell, of key: RecordKey) -> Record? {
        record(cell, isReserve: key.kind == .reserve)
    }

    /// The record of a cell, an amount being that of a reserve or a balance; `nil` when there is
    /// none.
    func record(_ cell: RecordCell, isReserve: Bool) -> Record? {
        if let place = cell.keyPlace { return .key(keys.record(at: place, cell.nonces)) }
        if let place = cell.poolPlace { return .pool(pools[place]) }
        if let place = cell.otherPlace { return others[place] }
        guard cell.isPresent else { return nil }
        return isReserve ? .reserve(cell.amount) : .balance(cell.amount)
    }
}
