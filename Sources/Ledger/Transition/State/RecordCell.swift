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
/// They are appended and never overwritten, so a cell keeps its meaning and undoing a write takes
/// nothing but the former cell.
struct RecordCells {
    private(set) var keys: [KeyRecord] = []
    private(set) var pools: [PoolRecord] = []
    private(set) var others: [Record] = []

    mutating func append(_ key: KeyRecord) -> RecordCell {
        keys.append(key)
        return .key(Int32(keys.count - 1))
    }

    /// The key at a place with a nonce used; a new one, in a cell of its own.
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

    /// The cell of a record of a kind, from a range of words; without a range there is none.
    mutating func append(
        _ kind: RecordKind, _ words: [UInt32], _ range: Range<Int>?
    ) throws(DecodingError) -> RecordCell {
        guard let range else { return .absent }
        switch kind {
        case .balance, .reserve: return .amount(try Amount(recordWords: words, range))
        case .key: return append(try KeyRecord(recordWords: words, range))
        case .pool: return append(try PoolRecord(recordWords: words, range))
        default: return append(try Record(kind: kind, words: words, range))
        }
    }

    /// Writes the words of a cell's record to the start of `memory`, which has room for them, and
    /// returns their number; a cell that is absent has none.
    func write(_ cell: RecordCell, to memory: UnsafeMutableBufferPointer<UInt32>) -> Int {
        switch cell {
        case .absent: return 0
        case .amount(let amount): return amount.writeRecordWords(to: memory)
        case .key(let index): return keys[Int(index)].writeRecordWords(to: memory)
        case .pool(let index): return pools[Int(index)].writeRecordWords(to: memory)
        case .other(let index):
            let words = others[Int(index)].words
            for place in words.indices { memory[place] = words[place] }
            return words.count
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
