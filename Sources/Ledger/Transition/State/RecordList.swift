import Ledger

/// The records of a witness from left to right, and one that stands for every record that is
/// accessed but is not among them.
///
/// In memory of its own, as an array would be checked for other references at each write. Code that
/// reads entries by their address has to keep a reference to the list.
final class RecordList {
    /// A record of the list, in eight words.
    struct Entry {
        /// Its key, or the index of its key among those that are not packed.
        let key: PackedRecordKey
        /// The present value of the record.
        private(set) var current: RecordCell
        /// Twice where the value before the block is; the lowest bit tells that it was written.
        private var state: UInt32

        @inline(__always)
        init(_ key: PackedRecordKey, _ cell: RecordCell, origin: UInt32) {
            (self.key, current, state) = (key, cell, origin &<< 1)
        }

        /// Where the value before the block is: the index in the witness's words at which that of a
        /// balance, reserve or trading key begins, one more than its place in the cells for other
        /// records, 0 when there was none.
        @inline(__always)
        var origin: UInt32 { state &>> 1 }

        /// Whether the block wrote the record, which may have the value before again, or none.
        @inline(__always)
        var isWritten: Bool { state & 1 != 0 }

        @inline(__always)
        mutating func write(_ cell: RecordCell) {
            current = cell
            state |= 1
        }
    }

    let entries: UnsafeMutablePointer<Entry>
    /// The number of records; the entry after them stands for all others.
    let count: Int
    /// The words of the witness, in memory that outlives the list.
    let words: UnsafeBufferPointer<UInt32>
    /// Keys of other kinds.
    private(set) var otherKeys: [RecordKey] = []
    private var filledCount = 0

    /// A list of as many absent records.
    init(count: Int, words: UnsafeBufferPointer<UInt32>) {
        self.count = count
        self.words = words
        entries = .allocate(capacity: count + 1)
        (entries + count).initialize(to: Entry(.unpacked(0), .absent, origin: 0))
        otherKeys.append(.network)
    }

    deinit { entries.deallocate() }

    /// Sets the next record, of which there must be one left.
    @inline(__always)
    func append(_ key: PackedRecordKey, _ cell: RecordCell, origin: UInt32) {
        (entries + filledCount).initialize(to: Entry(key, cell, origin: origin))
        filledCount &+= 1
    }

    /// Sets the next record, of any key.
    func append(_ key: RecordKey, _ cell: RecordCell, origin: UInt32) {
        otherKeys.append(key)
        append(.unpacked(otherKeys.count - 1), cell, origin: origin)
    }

    /// The whole key of a record.
    func key(at index: Int) -> RecordKey {
        let key = entries[index].key
        return key.unpackedIndex.map { otherKeys[$0] } ?? RecordKey(key)
    }

    /// The value before the block of a record that is no trading key.
    @inline(__always)
    func original(at index: Int) -> RecordCell {
        let entry = entries[index]
        if entry.origin == 0 { return .absent }
        let place = Int(truncatingIfNeeded: entry.origin)
        if entry.key.isOfAmount {
            return RecordCell(
                amountWords: (words[place], words[place &+ 1], words[place &+ 2], words[place &+ 3])
            )
        }
        return entry.key.isOfPool ? .pool(place &- 1) : .other(place &- 1)
    }
}
