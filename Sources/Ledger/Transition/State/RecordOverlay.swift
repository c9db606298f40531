import Ledger

/// The records that a block has touched, over a reader; the writes of one operation can be undone.
///
/// Over a reader without a list it is a hash table with open addressing that only grows: records
/// are never removed. Keys are hashed by a fixed cheap function, since a table serves one block of
/// bounded size. Over a reader with a list it has no entries but those of the list, and nothing is
/// searched.
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
    /// Touched records in order of the first touch; none over a reader with a list.
    private(set) var entries: [Entry] = []
    /// The roots of the pools' equations that operations need.
    var roots: PoolRoots
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
    /// The records of a reader with a list; their memory is that of the list.
    let list: RecordList?
    private let listed: UnsafeMutablePointer<RecordList.Entry>
    private let listedCount: Int

    init(reader: Reader) {
        precondition(!Reader.isListed)
        list = nil
        // No entry, and none is read.
        (listed, listedCount) = (UnsafeMutablePointer(bitPattern: 8).unsafelyUnwrapped, 0)
        (self.reader, roots) = (reader, .kept)
        slots = [UInt32](repeating: 0, count: 1_024)
        entries.reserveCapacity(4_096)
        accesses.reserveCapacity(16_384)
        journal.reserveCapacity(32)
    }

    /// An overlay over a reader with a list of records, and the roots of the same witness.
    init(
        reader: Reader, list: RecordList, cells: consuming RecordCells,
        roots: consuming PoolRoots
    ) {
        precondition(Reader.isListed)
        (self.reader, self.list, self.cells) = (reader, list, cells)
        self.roots = roots
        (listed, listedCount) = (list.entries, list.count)
        journal.reserveCapacity(32)
    }

    /// The index of a key's record, which is read when the block first touches it.
    @inline(__always)
    mutating func index(of key: PackedRecordKey) -> Int {
        guard Reader.isListed else { return index(ofKey: RecordKey(key)) }
        guard let index = reader.nextIndex(), isListed(index), listed[index].key == key else {
            return missing()
        }
        return index
    }

    /// As `index(of:)`, for a key of any kind.
    mutating func index(ofKey key: RecordKey) -> Int {
        if Reader.isListed {
            guard let index = reader.nextIndex(), isListed(index), isKey(key, at: index) else {
                return missing()
            }
            return index
        }
        let index = place(of: key)
        accesses.append(UInt32(truncatingIfNeeded: index))
        return index
    }

    /// Whether a number from a witness is the index of a record of the list.
    @inline(__always)
    private func isListed(_ index: Int) -> Bool {
        UInt(bitPattern: index) < UInt(bitPattern: listedCount)
    }

    /// The index of a record that is accessed but is not the next one of the list.
    private mutating func missing() -> Int {
        reader.refuse()
        return listedCount
    }

    /// Whether a record of the list has a key.
    private func isKey(_ key: RecordKey, at index: Int) -> Bool {
        guard let place = listed[index].key.unpackedIndex else {
            return key.packed == listed[index].key.bits
        }
        return list?.otherKeys[place] == key
    }

    /// The present value of the record at an index.
    @inline(__always)
    private func current(at index: Int) -> RecordCell {
        Reader.isListed ? listed[index].current : entries[index].current
    }

    /// As `index(ofKey:)`, for observers: it is no access of the block.
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
        if Reader.isListed {
            return cells.record(
                listed[index].current, isReserve: listed[index].key.amount.isReserve)
        }
        return cells.record(entries[index].current, of: entries[index].key)
    }

    /// Whether there is a record at an index.
    func isPresent(at index: Int) -> Bool { current(at: index).isPresent }

    /// The amount at an index; zero when there is none.
    @inline(__always)
    func amount(at index: Int) -> Amount { current(at: index).amount }

    /// The place in `cells.keys` and the nonces of the trading key at an index; `nil` when there is
    /// none.
    @inline(__always)
    func key(at index: Int) -> (place: Int, nonces: NonceWindow)? {
        let cell = current(at: index)
        return cell.keyPlace.map { ($0, cell.nonces) }
    }

    /// The place in `cells.pools` of the pool at an index; `nil` when there is none.
    func poolPlace(at index: Int) -> Int? { current(at: index).poolPlace }

    /// The block's version of a record, `nil` when the block has not touched it; touches nothing.
    func touched(_ key: RecordKey) -> Record?? {
        let slot = slot(of: key)
        return slots[slot] == 0 ? .none : .some(record(at: Int(slots[slot]) - 1))
    }
}

// Writes; `undo` takes them back until the next `begin`.
extension RecordOverlay {
    @inline(__always)
    mutating func write(_ amount: Amount, at index: Int) { write(RecordCell(amount), at: index) }

    /// Marks a nonce of the trading key at an index as used; the key admits it.
    @inline(__always)
    mutating func use(_ nonce: UInt32, at index: Int) {
        guard var key = key(at: index) else { return }
        key.nonces.use(nonce)
        write(.key(key.place, key.nonces), at: index)
    }

    mutating func write(_ pool: PoolRecord, at index: Int) { write(cells.append(pool), at: index) }

    mutating func write(_ record: Record, at index: Int) { write(cells.append(record), at: index) }

    /// Changes the pool at an index, if there is one.
    @inline(__always)
    mutating func changePool<Failure: Error>(
        at index: Int, _ change: (inout PoolRecord) throws(Failure) -> Void
    ) throws(Failure) {
        guard let place = poolPlace(at: index) else { return }
        if isJournaled || isOriginalPool(at: index) {
            write(cells.appendPool(place), at: index)
            try change(&cells.pools[cells.pools.count - 1])
        } else {
            // Nothing refers to the version that is overwritten.
            try change(&cells.pools[place])
        }
    }

    @inline(__always)
    private mutating func write(_ cell: RecordCell, at index: Int) {
        if isJournaled { note(index) }
        set(cell, at: index)
    }

    /// Keeps the value of a record before a write.
    ///
    /// Apart, so that writes that nothing can undo are short.
    @inline(never)
    private mutating func note(_ index: Int) { journal.append((index, current(at: index))) }

    @inline(__always)
    private mutating func set(_ cell: RecordCell, at index: Int) {
        if Reader.isListed {
            listed[index].write(cell)
        } else {
            entries[index].current = cell
        }
    }

    /// Whether the pool at an index is the version before the block.
    @inline(__always)
    private func isOriginalPool(at index: Int) -> Bool {
        guard Reader.isListed else { return entries[index].current == entries[index].original }
        let place = listed[index].current.poolPlace.map { UInt32(truncatingIfNeeded: $0 &+ 1) }
        return place == listed[index].origin
    }

    /// Makes all writes so far final.
    ///
    /// - Parameter canUndo: Whether the writes until the next `begin` can be undone.
    @inline(__always)
    mutating func begin(canUndo: Bool) {
        isJournaled = canUndo
        accessCountBefore = accesses.count
        roots.begin()
        if !journal.isEmpty { journal.removeAll(keepingCapacity: true) }
    }

    /// Reverts all writes since `begin`.
    mutating func undo() {
        while let last = journal.popLast() { set(last.previous, at: last.index) }
    }

    /// Reverts all writes since `begin`, and leaves no trace of the accesses either.
    mutating func drop() {
        undo()
        accesses.removeLast(accesses.count - accessCountBefore)
        roots.drop()
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
