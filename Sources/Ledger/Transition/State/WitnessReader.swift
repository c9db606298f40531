import Bytes
import Ledger
import StateTree

/// A reader of the order in which the records of a witness are accessed.
struct WitnessReader: StateReader {
    static var isListed: Bool { true }

    private let words: [UInt32]
    private var nextAccess: Int
    private let accessEnd: Int
    /// Whether every record accessed was the one that the witness gives.
    private(set) var isComplete = true

    fileprivate init(_ witness: StateWitness) {
        words = witness.words
        (nextAccess, accessEnd) = (witness.accesses.lowerBound, witness.accesses.upperBound)
    }

    mutating func record(for key: RecordKey) -> Record? { nil }

    mutating func nextIndex() -> Int? {
        guard nextAccess < accessEnd else { return nil }
        nextAccess += 1
        return Int(words[nextAccess - 1])
    }

    mutating func refuse() { isComplete = false }
}

extension RecordOverlay<WitnessReader> {
    /// The records of a witness; throws `incompleteWitness` when one is not well formed.
    init(_ witness: StateWitness) throws(TransitionError) {
        let list = RecordList(count: witness.records.count)
        var cells = RecordCells()
        cells.reserveKeys(of: witness.records)
        do throws(DecodingError) {
            try witness.words.withUnsafeBufferPointer { words throws(DecodingError) in
                try witness.records.withUnsafeBufferPointer { records throws(DecodingError) in
                    guard let first = words.baseAddress else { return }
                    for index in 0..<records.count {
                        try Self.read(records[index], of: first, to: list, &cells)
                    }
                }
            }
        } catch {
            throw .incompleteWitness
        }
        self.init(reader: WitnessReader(witness), list: list, cells: cells)
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
            if !record.isPresent { return list.append(packed, .absent) }
            if let cell = cells.append(packed, value) { return list.append(packed, cell) }
        }
        try readOther(key, record.isPresent ? value : nil, to: list, &cells)
    }

    private static func readOther(
        _ words: UnsafeBufferPointer<UInt32>, _ value: UnsafeBufferPointer<UInt32>?,
        to list: RecordList, _ cells: inout RecordCells
    ) throws(DecodingError) {
        let key = try RecordKey(words: words)
        var cell = RecordCell.absent
        if let value { cell = try cells.append(key.kind, value) }
        if let packed = PackedRecordKey(words: words) {
            list.append(packed, cell)
        } else {
            list.append(key, cell)
        }
    }
}
