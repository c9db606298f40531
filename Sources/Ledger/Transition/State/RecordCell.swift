import Bytes
import Ledger

/// A record in a table of records.
///
/// Small to copy: an amount is in place, a larger record is an index into the lists of
/// `RecordCells`. Words instead of an enumeration, whose cases with values a guest would read byte
/// by byte.
struct RecordCell: Equatable {
    /// What the words are.
    private let tag: UInt32
    /// The words of an amount, least significant first, or an index and what a key's nonces are or
    /// zeros.
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

    /// The balance or reserve of four words.
    @inline(__always)
    init(amountWords words: (UInt32, UInt32, UInt32, UInt32)) {
        self.init(tag: 1, words.0, words.1, words.2, words.3)
    }

    /// Writes the words of an amount to the start of `memory`.
    @inline(__always)
    func writeAmount(to memory: UnsafeMutableBufferPointer<UInt32>) -> Int {
        (memory[0], memory[1], memory[2], memory[3]) = (word0, word1, word2, word3)
        return 4
    }

    /// A trading key: the place of what it keeps, and its nonces.
    @inline(__always)
    static func key(_ place: Int, _ nonces: NonceWindow) -> RecordCell {
        RecordCell(
            tag: 2, UInt32(truncatingIfNeeded: place), nonces.base, nonces.bitmap.low,
            nonces.bitmap.high)
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

    /// The place of what a trading key keeps; `nil` for another cell.
    @inline(__always)
    var keyPlace: Int? { tag == 2 ? place : nil }

    /// The nonces of a trading key.
    @inline(__always)
    var nonces: NonceWindow {
        // No other window was put in.
        NonceWindow(base: word1, bitmap: UInt64(low: word2, high: word3)) ?? NonceWindow()
    }

    /// The index of a pool; `nil` for another cell.
    @inline(__always)
    var poolPlace: Int? { tag == 3 ? place : nil }

    /// The index of another record; `nil` for a cell of these.
    @inline(__always)
    var otherPlace: Int? { tag == 4 ? place : nil }

    private var place: Int { Int(truncatingIfNeeded: word0) }
}
