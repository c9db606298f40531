import Ledger

/// The records that a block has touched, over a reader; the writes of one operation can be undone.
///
/// Over a reader without a list it is a hash table with open addressing that only grows: records
/// are never removed. Keys are hashed by a fixed cheap function, since a table serves one block of
/// bounded size. Over a reader with a list its entries are that list, and nothing is searched.
struct RecordOverlay<Reader: StateReader> {
    /// A record that the block has touched.
    struct Entry {
        let key: RecordKey
        /// The present value of the record.
        fileprivate(set) var current: RecordCell
        /// The value before the block, from the reader.
        let original: RecordCell

        init(key: RecordKey, original: RecordCell) {
            (self.key, self.original, current) = (key, original, original)
        }
    }

    private(set) var reader: Reader
    /// Touched records in order of the first touch, or those of the reader's list.
    private(set) var entries: [Entry] = []
    /// The records that do not fit a cell.
    private(set) var cells = RecordCells()
    /// The index of each access in order, without those of operations that left no trace.
    ///
    /// Empty over a reader with a list.
    private(set) var accesses: [UInt32] = []
    private var accessCountBefore = 0
    /// One more than an index, or 0, by hash; the count is a power of two.
    private var slots: [UInt32] = []
    private var journal: [(index: Int, previous: RecordCell)] = []
    private var isJournaled = true

    init(reader: Reader) {
        self.reader = reader
        slots = [UInt32](repeating: 0, count: 1_024)
        entries.reserveCapacity(4_096)
        accesses.reserveCapacity(16_384)
        journal.reserveCapacity(32)
    }

    /// An overlay over a reader with a list of records, after which `entries` has one that stands
    /// for every record that is accessed but is not in the list.
    init(reader: Reader, list entries: consuming [Entry], cells: consuming RecordCells) {
        precondition(Reader.isListed && !entries.isEmpty)
        (self.reader, self.entries, self.cells) = (reader, entries, cells)
        self.cells.reserveKeys()
        journal.reserveCapacity(32)
    }

    /// The index of a key's record, which is read when the block first touches it.
    mutating func index(of key: RecordKey) -> Int {
        if Reader.isListed {
            let missing = entries.count - 1
            guard let index = reader.nextIndex(), index < missing,
                key.isKey(of: entries[index].key.packed) || entries[index].key == key
            else {
                reader.refuse()
                return missing
            }
            return index
        }
        let index = place(of: key)
        accesses.append(UInt32(truncatingIfNeeded: index))
        return index
    }

    /// As `index(of:)`, for observers: it is no access of the block.
    mutating func place(of key: RecordKey) -> Int {
        var slot = slot(of: key)
        if slots[slot] != 0 { return Int(slots[slot]) - 1 }
        if 2 * (entries.count + 1) > slots.count {
            grow()
            slot = self.slot(of: key)
        }
        entries.append(Entry(key: key, original: cells.append(reader.record(for: key))))
        slots[slot] = UInt32(entries.count)
        return entries.count - 1
    }

    /// The record at an index as the block has it now.
    func record(at index: Int) -> Record? {
        cells.record(entries[index].current, of: entries[index].key)
    }

    /// Whether there is a record at an index.
    func isPresent(at index: Int) -> Bool { entries[index].current != .absent }

    /// The amount at an index; zero when there is none.
    func amount(at index: Int) -> Amount {
        guard case .amount(let amount) = entries[index].current else { return .zero }
        return amount
    }

    /// The place in `cells.keys` of the trading key at an index; `nil` when there is none.
    func keyPlace(at index: Int) -> Int? {
        guard case .key(let place) = entries[index].current else { return nil }
        return Int(place)
    }

    /// The place in `cells.pools` of the pool at an index; `nil` when there is none.
    func poolPlace(at index: Int) -> Int? {
        guard case .pool(let place) = entries[index].current else { return nil }
        return Int(place)
    }

    /// The block's version of a record, `nil` when the block has not touched it; touches nothing.
    func touched(_ key: RecordKey) -> Record?? {
        let slot = slot(of: key)
        return slots[slot] == 0 ? .none : .some(record(at: Int(slots[slot]) - 1))
    }
}

// Writes; `undo` takes them back until the next `begin`.
extension RecordOverlay {
    mutating func write(_ amount: Amount, at index: Int) { write(.amount(amount), at: index) }

    /// Marks a nonce of the trading key at an index as used; the key admits it.
    mutating func use(_ nonce: UInt32, at index: Int) {
        guard let place = keyPlace(at: index) else { return }
        write(cells.appendKey(place, using: nonce), at: index)
    }

    mutating func write(_ pool: PoolRecord, at index: Int) { write(cells.append(pool), at: index) }

    mutating func write(_ record: Record, at index: Int) { write(cells.append(record), at: index) }

    /// Changes the pool at an index, if there is one.
    mutating func changePool<Failure: Error>(
        at index: Int, _ change: (inout PoolRecord) throws(Failure) -> Void
    ) throws(Failure) {
        guard let place = poolPlace(at: index) else { return }
        if isJournaled || entries[index].current == entries[index].original {
            write(cells.appendPool(place), at: index)
            try change(&cells.pools[cells.pools.count - 1])
        } else {
            // Nothing refers to the version that is overwritten.
            try change(&cells.pools[place])
        }
    }

    private mutating func write(_ cell: RecordCell, at index: Int) {
        if isJournaled { journal.append((index, entries[index].current)) }
        entries[index].current = cell
    }

    /// Makes all writes so far final.
    ///
    /// - Parameter canUndo: Whether the writes until the next `begin` can be undone.
    mutating func begin(canUndo: Bool) {
        isJournaled = canUndo
        accessCountBefore = accesses.count
        if !journal.isEmpty { journal.removeAll(keepingCapacity: true) }
    }

    /// Reverts all writes since `begin`.
    mutating func undo() {
        while let last = journal.popLast() { entries[last.index].current = last.previous }
    }

    /// Reverts all writes since `begin`, and leaves no trace of the accesses either.
    mutating func drop() {
        undo()
        accesses.removeLast(accesses.count - accessCountBefore)
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
