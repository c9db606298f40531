import Bytes
import Ledger

/// A record in a table of records.
///
/// Small to copy: an amount is in place, a larger record is an index into the lists of
/// `RecordCells`.
enum RecordCell: Equatable {
    case absent
    /// A balance or a reserve, as the record's key tells.
    case amount(Amount)
    case key(Int32)
    case pool(Int32)
    case other(Int32)
}

/// The records that are larger than an amount.
///
/// They are appended and not overwritten, so a cell keeps its meaning and undoing a write takes
/// nothing but the former cell. (A version that nothing can go back to may be changed in place.)
struct RecordCells {
    private(set) var keys: [KeyRecord] = []
    var pools: [PoolRecord] = []
    private(set) var others: [Record] = []

    mutating func append(_ key: KeyRecord) -> RecordCell {
        keys.append(key)
        return .key(Int32(keys.count - 1))
    }

    /// Copies the pool at a place into a new cell.
    mutating func appendPool(_ place: Int) -> RecordCell {
        pools.append(pools[place])
        return .pool(Int32(pools.count - 1))
    }

    /// Makes room for a new version of each key.
    mutating func reserveKeys() { keys.reserveCapacity(2 * keys.count) }

    /// Copies the key at a place into a new cell and marks a nonce as used there.
    mutating func appendKey(_ place: Int, using nonce: UInt32) -> RecordCell {
        keys.append(keys[place])
        keys[keys.count - 1].nonces.use(nonce)
        return .key(Int32(keys.count - 1))
    }

    mutating func append(_ pool: PoolRecord) -> RecordCell {
        pools.append(pool)
        return .pool(Int32(pools.count - 1))
    }

    /// The cell of a record.
    mutating func append(_ record: Record?) -> RecordCell {
        switch record {
        case nil: return .absent
        case .balance(let amount), .reserve(let amount): return .amount(amount)
        case .key(let record): return append(record)
        case .pool(let record): return append(record)
        case .some(let record):
            others.append(record)
            return .other(Int32(others.count - 1))
        }
    }

    /// The cell of a record of a kind, from the words of its value.
    mutating func append(
        _ kind: RecordKind, _ words: UnsafeBufferPointer<UInt32>
    ) throws(DecodingError) -> RecordCell {
        switch kind {
        case .balance, .reserve: return .amount(try Amount(recordWords: words))
        case .key: return append(try KeyRecord(recordWords: words))
        case .pool: return append(try PoolRecord(recordWords: words))
        default: return append(try Record(kind: kind, words: words))
        }
    }

    /// The record of a cell under a key; `nil` when there is none.
    func record(_ cell: RecordCell, of key: RecordKey) -> Record? {
        switch cell {
        case .absent: nil
        case .amount(let amount): key.kind == .reserve ? .reserve(amount) : .balance(amount)
        case .key(let index): .key(keys[Int(index)])
        case .pool(let index): .pool(pools[Int(index)])
        case .other(let index): others[Int(index)]
        }
    }
}
