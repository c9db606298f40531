import Bytes
import Ledger
import StateTree

/// A record in a table of records.
///
/// Small to copy: an amount is in place, a larger record is an index into the lists of
/// `RecordCells`. Words instead of an enumeration, whose cases with values a guest would read byte
/// by byte.
struct RecordCell: Equatable {
    /// What the words are.
    private let tag: UInt32
    /// The words of an amount, least significant first, or an index, a mark of a change, and zeros.
    private let (word0, word1, word2, word3): (UInt32, UInt32, UInt32, UInt32)

    @inline(__always)
    private init(tag: UInt32, _ word0: UInt32, _ word1: UInt32, _ word2: UInt32, _ word3: UInt32) {
        self.tag = tag
        (self.word0, self.word1, self.word2, self.word3) = (word0, word1, word2, word3)
    }

    @inline(__always)
    private init(_ tag: UInt32, place: Int) {
        self.init(tag: tag, UInt32(truncatingIfNeeded: place), 0, 0, 0)
    }

    /// No record.
    @inline(__always)
    static var absent: RecordCell { RecordCell(0, place: 0) }

    /// A balance or a reserve, as the record's key tells.
    @inline(__always)
    init(_ amount: Amount) {
        let words = amount.limbs
        self.init(tag: 1, words.0, words.1, words.2, words.3)
    }

    /// The balance or reserve of a value's words; `nil` unless they are four.
    @inline(__always)
    init?(amountWords words: UnsafeBufferPointer<UInt32>) {
        guard words.count == 4 else { return nil }
        self.init(tag: 1, words[0], words[1], words[2], words[3])
    }

    /// Writes the words of an amount to the start of `memory`.
    @inline(__always)
    func writeAmount(to memory: UnsafeMutableBufferPointer<UInt32>) -> Int {
        (memory[0], memory[1], memory[2], memory[3]) = (word0, word1, word2, word3)
        return 4
    }

    /// A trading key.
    @inline(__always)
    static func key(_ place: Int) -> RecordCell { RecordCell(2, place: place) }

    /// The trading key at a place after it was changed there.
    @inline(__always)
    static func changedKey(_ place: Int) -> RecordCell {
        RecordCell(tag: 2, UInt32(truncatingIfNeeded: place), 1, 0, 0)
    }

    /// A pool.
    @inline(__always)
    static func pool(_ place: Int) -> RecordCell { RecordCell(3, place: place) }

    /// Another record.
    @inline(__always)
    static func other(_ place: Int) -> RecordCell { RecordCell(4, place: place) }

    /// Whether there is a record.
    @inline(__always)
    var isPresent: Bool { tag != 0 }

    /// Whether there is no record but an amount.
    @inline(__always)
    var hasAmountOnly: Bool { tag <= 1 }

    /// The amount; zero when there is none.
    @inline(__always)
    var amount: Amount {
        // The words of every other cell are no amount.
        tag == 1 ? Amount(limbs: word0, word1, word2, word3) : .zero
    }

    /// The index of a trading key; `nil` for another cell.
    @inline(__always)
    var keyPlace: Int? { tag == 2 ? place : nil }

    /// The index of a pool; `nil` for another cell.
    @inline(__always)
    var poolPlace: Int? { tag == 3 ? place : nil }

    /// The index of another record; `nil` for a cell of these.
    @inline(__always)
    var otherPlace: Int? { tag == 4 ? place : nil }

    private var place: Int { Int(truncatingIfNeeded: word0) }
}

/// The records that are larger than an amount.
///
/// They are appended and not overwritten, so a cell keeps its meaning and undoing a write takes
/// nothing but the former cell. (A version that nothing goes back to may be changed in place.)
struct RecordCells {
    private(set) var keys: [KeyRecord] = []
    var pools: [PoolRecord] = []
    private(set) var others: [Record] = []

    mutating func append(_ key: KeyRecord) -> RecordCell {
        keys.append(key)
        return .key(keys.count - 1)
    }

    /// Copies the pool at a place into a new cell.
    mutating func appendPool(_ place: Int) -> RecordCell {
        pools.append(pools[place])
        return .pool(pools.count - 1)
    }

    /// Makes room for the keys among some records and a new version of each.
    mutating func reserveKeys(of records: [StateWitness.Entry]) {
        keys.reserveCapacity(2 * records.count)
    }

    /// The cell of a record of a packed key from the words of its value; `nil` when they are none,
    /// or it is no amount and no trading key.
    @inline(__always)
    mutating func append(
        _ key: PackedRecordKey, _ words: UnsafeBufferPointer<UInt32>
    ) -> RecordCell? {
        if key.isOfAmount { return RecordCell(amountWords: words) }
        guard key.isOfKey, let record = KeyRecord(words: words) else { return nil }
        keys.append(record)
        return .key(keys.count - 1)
    }

    /// Marks a nonce as used by the key at a place, of which there is no other version.
    mutating func changeKey(_ place: Int, using nonce: UInt32) -> RecordCell {
        keys[place].nonces.use(nonce)
        return .changedKey(place)
    }

    /// Copies the key at a place into a new cell and marks a nonce as used there.
    mutating func appendKey(_ place: Int, using nonce: UInt32) -> RecordCell {
        keys.append(keys[place])
        keys[keys.count - 1].nonces.use(nonce)
        return .key(keys.count - 1)
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
        case .key(let record): return append(record)
        case .pool(let record): return append(record)
        case .some(let record):
            others.append(record)
            return .other(others.count - 1)
        }
    }

    /// The cell of a record of a kind, from the words of its value.
    mutating func append(
        _ kind: RecordKind, _ words: UnsafeBufferPointer<UInt32>
    ) throws(DecodingError) -> RecordCell {
        switch kind {
        case .balance, .reserve: return RecordCell(try Amount(recordWords: words))
        case .key: return append(try KeyRecord(recordWords: words))
        case .pool: return append(try PoolRecord(recordWords: words))
        default: return append(try Record(kind: kind, words: words))
        }
    }

    /// The record of a cell under a key; `nil` when there is none.
    func record(_ cell: RecordCell, of key: RecordKey) -> Record? {
        record(cell, isReserve: key.kind == .reserve)
    }

    /// The record of a cell, an amount being that of a reserve or a balance; `nil` when there is
    /// none.
    func record(_ cell: RecordCell, isReserve: Bool) -> Record? {
        if let place = cell.keyPlace { return .key(keys[place]) }
        if let place = cell.poolPlace { return .pool(pools[place]) }
        if let place = cell.otherPlace { return others[place] }
        guard cell.isPresent else { return nil }
        return isReserve ? .reserve(cell.amount) : .balance(cell.amount)
    }
}
