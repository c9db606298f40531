import Ledger

/// The records of a witness from left to right, and one that stands for every record that is
/// accessed but is not among them.
///
/// In memory of its own, as an array would be checked for other references at each write. Whoever
/// reads entries by their address keeps the list.
final class RecordList {
    /// A record of the list.
    struct Entry {
        /// Its key, or the index of its key among those that are not packed.
        let key: PackedRecordKey
        /// The present value of the record.
        var current: RecordCell
        /// The value before the block.
        let original: RecordCell
    }

    let entries: UnsafeMutablePointer<Entry>
    /// The number of records; the entry after them stands for all others.
    let count: Int
    /// Keys of other kinds.
    private(set) var otherKeys: [RecordKey] = []
    private var filledCount = 0

    /// A list of as many absent records.
    init(count: Int) {
        self.count = count
        entries = .allocate(capacity: count + 1)
        (entries + count).initialize(
            to: Entry(key: .unpacked(0), current: .absent, original: .absent))
        otherKeys.append(.network)
    }

    deinit { entries.deallocate() }

    /// Sets the next record, of which there must be one left.
    @inline(__always)
    func append(_ key: PackedRecordKey, _ cell: RecordCell) {
        (entries + filledCount).initialize(to: Entry(key: key, current: cell, original: cell))
        filledCount &+= 1
    }

    /// Sets the next record, of any key.
    func append(_ key: RecordKey, _ cell: RecordCell) {
        otherKeys.append(key)
        append(.unpacked(otherKeys.count - 1), cell)
    }
}
