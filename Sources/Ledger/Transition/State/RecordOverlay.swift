import Ledger

/// The records that a block has touched, over a reader; the writes of one operation can be undone.
///
/// A hash table with open addressing that only grows: records are never removed. Keys are hashed by
/// a fixed cheap function, since a table serves one block of bounded size.
struct RecordOverlay<Reader: StateReader> {
    struct Entry {
        let key: RecordKey
        let original: Record?
        var current: Record?
    }

    private(set) var reader: Reader
    private(set) var entries: [Entry] = []
    /// Index in `entries` plus one, or 0 for a free slot; the count is a power of two.
    private var slots: [UInt32]
    private var journal: [(place: Int, previous: Record?)] = []

    init(reader: Reader) {
        self.reader = reader
        slots = [UInt32](repeating: 0, count: 1_024)
        entries.reserveCapacity(512)
        journal.reserveCapacity(32)
    }

    /// The present value of a record.
    mutating func record(for key: RecordKey) -> Record? { entries[place(of: key)].current }

    /// The block's version of a record, `nil` when the block has not touched it; touches nothing.
    func touched(_ key: RecordKey) -> Record?? {
        let slot = slot(of: key)
        return slots[slot] == 0 ? .none : .some(entries[Int(slots[slot]) - 1].current)
    }

    /// Writes a record; `undo` reverts that until the next `begin`.
    mutating func write(_ record: Record, for key: RecordKey) {
        let place = place(of: key)
        journal.append((place, entries[place].current))
        entries[place].current = record
    }

    /// Makes all writes so far final.
    mutating func begin() { journal.removeAll(keepingCapacity: true) }

    /// Reverts all writes since `begin`.
    mutating func undo() {
        while let last = journal.popLast() { entries[last.place].current = last.previous }
    }

    /// The keys written since `begin`, in order of the first write.
    var changes: [RecordKey] {
        var places: [Int] = []
        for write in journal where !places.contains(write.place) { places.append(write.place) }
        return places.map { entries[$0].key }
    }

    private mutating func place(of key: RecordKey) -> Int {
        var slot = slot(of: key)
        if slots[slot] != 0 { return Int(slots[slot]) - 1 }
        if 2 * (entries.count + 1) > slots.count {
            grow()
            slot = self.slot(of: key)
        }
        let original = reader.record(for: key)
        entries.append(Entry(key: key, original: original, current: original))
        slots[slot] = UInt32(entries.count)
        return entries.count - 1
    }

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
        for place in 0..<entries.count {
            slots[slot(of: entries[place].key)] = UInt32(place + 1)
        }
    }
}
