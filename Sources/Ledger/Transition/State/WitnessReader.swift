import Bytes
import Ledger
import StateTree

/// A reader of the order in which the records of a witness are accessed.
struct WitnessReader: StateReader {
    static var isListed: Bool { true }

    /// The index of the record that is accessed next, in the words of the witness.
    private var next: UnsafePointer<UInt32>
    private let end: UnsafePointer<UInt32>
    /// Whether every record accessed was the one that the witness gives.
    private(set) var isComplete = true

    fileprivate init(_ accesses: Slice<UnsafeBufferPointer<UInt32>>) {
        let accesses = UnsafeBufferPointer(rebasing: accesses)
        // Without accesses nothing is read: any address will do.
        next = accesses.baseAddress ?? UnsafePointer(bitPattern: 4).unsafelyUnwrapped
        end = next + accesses.count
    }

    mutating func record(for key: RecordKey) -> Record? { nil }

    @inline(__always)
    mutating func nextIndex() -> Int? {
        guard next < end else { return nil }
        let index = next.pointee
        next += 1
        return Int(truncatingIfNeeded: index)
    }

    mutating func refuse() { isComplete = false }
}

extension RecordOverlay<WitnessReader> {
    /// The records of a witness, whose words are in memory that outlives the overlay; throws
    /// `incompleteWitness` when one is not well formed.
    init(
        _ witness: StateWitness, words: UnsafeBufferPointer<UInt32>
    ) throws(TransitionError) {
        let list = RecordList(count: witness.records.count, words: words)
        var cells = RecordCells(keysIn: words)
        do throws(DecodingError) {
            try witness.records.withUnsafeBufferPointer { records throws(DecodingError) in
                guard let first = words.baseAddress else { return }
                for index in 0..<records.count {
                    try Self.read(records[index], of: first, to: list, &cells)
                }
            }
        } catch {
            throw .incompleteWitness
        }
        self.init(
            reader: WitnessReader(words[witness.accesses]), list: list, cells: cells,
            roots: PoolRoots(words: UnsafeBufferPointer(rebasing: words[witness.advice])))
    }

    /// Reads a record of the words that begin at an address; most without a visitor.
    @inline(__always)
    private static func read(
        _ record: StateWitness.Entry, of words: UnsafePointer<UInt32>, to list: RecordList,
        _ cells: inout RecordCells
    ) throws(DecodingError) {
        let start = words + record.keyStart
        let key = UnsafeBufferPointer(start: start, count: record.keyCount)
        let value = UnsafeBufferPointer(start: start + record.keyCount, count: record.valueCount)
        if let packed = PackedRecordKey(words: key) {
            if !record.isPresent { return list.append(packed, .absent, origin: 0) }
            let place = record.keyStart &+ record.keyCount
            let origin = UInt32(truncatingIfNeeded: place)
            if packed.isOfAmount {
                guard let cell = RecordCell(amountWords: value) else {
                    throw .invalidValue(field: "amount")
                }
                return list.append(packed, cell, origin: origin)
            }
            if packed.isOfKey {
                guard let nonces = KeyList.nonces(of: value) else {
                    throw .invalidValue(field: "key")
                }
                return list.append(packed, .key(place, nonces), origin: origin)
            }
        }
        try readOther(key, record.isPresent ? value : nil, to: list, &cells)
    }

    private static func readOther(
        _ words: UnsafeBufferPointer<UInt32>, _ value: UnsafeBufferPointer<UInt32>?,
        to list: RecordList, _ cells: inout RecordCells
    ) throws(DecodingError) {
        let key = try RecordKey(words: words)
        var cell = RecordCell.absent
        if let value { cell = cells.append(try Record(kind: key.kind, words: value)) }
        let place = cell.poolPlace ?? cell.otherPlace
        let origin = place.map { UInt32(truncatingIfNeeded: $0 + 1) } ?? 0
        if let packed = PackedRecordKey(words: words) {
            list.append(packed, cell, origin: origin)
        } else {
            list.append(key, cell, origin: origin)
        }
    }
}
