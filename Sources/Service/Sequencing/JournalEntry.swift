public import Bytes
import Ledger
public import Transition

/// An entry of the durable log: an input of the sequencer, in the order of application.
public enum JournalEntry: Equatable, Sendable {
    /// A block was opened at a time.
    case opened(number: UInt64, timestamp: UInt64)
    /// A signed operation was applied.
    case signed(SignedOperation)
    /// A queue entry was consumed.
    case priority(PriorityEntry)
    /// The open block was closed.
    case closed(number: UInt64)
}

extension JournalEntry {
    /// The type of the entry's log record.
    public var type: UInt8 {
        switch self {
        case .opened: 1
        case .signed: 2
        case .priority: 3
        case .closed: 4
        }
    }

    /// The fields in their canonical encodings.
    public var payload: [UInt8] {
        var writer = ByteWriter(capacity: 256)
        switch self {
        case .opened(let number, let timestamp):
            writer.append(number)
            writer.append(timestamp)
        case .signed(let operation): operation.encode(to: &writer)
        case .priority(let entry):
            writer.append(entry.chain.rawValue)
            writer.append(entry.index)
            entry.operation.encode(to: &writer)
        case .closed(let number): writer.append(number)
        }
        return writer.bytes
    }

    /// Reads an entry of a type whose fields fill `payload`.
    public init(type: UInt8, payload: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(payload)
        switch type {
        case 1: self = .opened(number: try reader.read(), timestamp: try reader.read())
        case 2: self = .signed(try SignedOperation(from: &reader))
        case 3:
            let chain = ChainID(try reader.read())
            let index: UInt64 = try reader.read()
            self = .priority(
                PriorityEntry(
                    chain: chain, index: index, operation: try PriorityOperation(from: &reader)))
        case 4: self = .closed(number: try reader.read())
        default: throw .invalidValue(field: "journal entry")
        }
        try reader.finish()
    }
}
