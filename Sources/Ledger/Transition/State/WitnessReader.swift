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
        var (entries, cells) = ([Entry](), RecordCells())
        entries.reserveCapacity(witness.records.count + 1)
        do throws(DecodingError) {
            try witness.words.withUnsafeBufferPointer { words throws(DecodingError) in
                for index in 0..<witness.records.count {
                    let key = try RecordKey(
                        words: UnsafeBufferPointer(rebasing: words[witness.records[index].key]))
                    var cell = RecordCell.absent
                    if let range = witness.records[index].value {
                        cell = try cells.append(
                            key.kind, UnsafeBufferPointer(rebasing: words[range]))
                    }
                    entries.append(Entry(key: key, original: cell))
                }
            }
        } catch {
            throw .incompleteWitness
        }
        entries.append(Entry(key: .network, original: .absent))
        self.init(reader: WitnessReader(witness), list: entries, cells: cells)
    }
}
