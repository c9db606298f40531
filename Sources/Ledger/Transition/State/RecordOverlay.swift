import Ledger

/// The records that a block has touched, over a reader; the writes of one operation can be undone.
///
/// A hash table with open addressing that only grows: records are never removed. Keys are hashed by
/// a fixed cheap function, since a table serves one block of bounded size.
struct RecordOverlay<Reader: StateReader> {
    /// A record that the block has touched.
    struct Entry {
        let key: RecordKey
        /// The present value of the record.
        fileprivate(set) var current: Record?
        /// The value before the block, from the reader.
        let original: Record?
    }

    private(set) var reader: Reader
    /// Touched records in order of the first touch.
    private(set) var entries: [Entry] = []
    /// One more than an index, or 0, by hash; the count is a power of two.
    private var slots: [UInt32]
    private var journal: [(index: Int, previous: Record?)] = []

    init(reader: Reader) {
        self.reader = reader
        slots = [UInt32](repeating: 0, count: 1_024)
        entries.reserveCapacity(4_096)
        journal.reserveCapacity(32)
    }

    /// The index of a key's record, which is read when the block first touches it.
    mutating func index(of key: RecordKey) -> Int {
        var slot = slot(of: key)
        if slots[slot] != 0 { return Int(slots[slot]) - 1 }
        if 2 * (entries.count + 1) > slots.count {
            grow()
            slot = self.slot(of: key)
        }
        let original = reader.record(for: key)
        entries.append(Entry(key: key, current: original, original: original))
        slots[slot] = UInt32(entries.count)
        return entries.count - 1
    }

    /// The record at an index as the block has it now.
    subscript(index: Int) -> Record? { entries[index].current }

    /// The block's version of a record, `nil` when the block has not touched it; touches nothing.
    func touched(_ key: RecordKey) -> Record?? {
        let slot = slot(of: key)
        return slots[slot] == 0 ? .none : .some(entries[Int(slots[slot]) - 1].current)
    }

    /// Writes the record at an index; `undo` takes it back until the next `begin`.
    mutating func write(_ record: Record, at index: Int) {
        journal.append((index, entries[index].current))
        entries[index].current = record
    }

    /// Makes all writes so far final.
    mutating func begin() { journal.removeAll(keepingCapacity: true) }

    /// Reverts all writes since `begin`.
    mutating func undo() {
        while let last = journal.popLast() { entries[last.index].current = last.previous }
    }

    /// The keys written since `begin`, in order of the first write.
    var changes: [RecordKey] {
        var changes: [RecordKey] = []
        changes.reserveCapacity(journal.count)
        for step in journal.indices
        where !journal[..<step].contains(where: { $0.index == journal[step].index }) {
            changes.append(entries[journal[step].index].key)
        }
        return changes
    }
}

extension RecordOverlay {
    /// The slot of the key, or the free slot for it.
    private func slot(of key: RecordKey) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: key.shortHash) & mask
        while slots[slot] != 0, entries[Int(slots[slot]) - 1].key != key {
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: 2 * slots.count)
        for index in 0..<entries.count { slots[slot(of: entries[index].key)] = UInt32(index + 1) }
    }
}
