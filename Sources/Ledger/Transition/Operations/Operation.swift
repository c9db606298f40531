public import Bytes
public import Ledger

/// An operation in block data.
public enum Operation: Hashable, Sendable {
    /// The next entry of a chain's queue.
    case priority(ChainID, PriorityOperation)
    /// A signed operation.
    case signed(SignedOperation)
}

/// Source codes of operations in block data; every other code is a chain's number.
private enum Source {
    static let signed: UInt8 = 0
    static let network: UInt8 = 255
}

extension Operation {
    /// Bytes of the operation in block data.
    public var byteCount: Int {
        switch self {
        case .priority(_, let operation): 1 + operation.byteCount
        case .signed(let operation): 1 + operation.byteCount
        }
    }

    /// Reads source and operation; a source that does not fit the opcode is refused.
    public init(from reader: inout ByteReader) throws(DecodingError) {
        if let chain = try Operation.readChain(from: &reader) {
            self = .priority(chain, try PriorityOperation(from: &reader))
        } else {
            self = .signed(try SignedOperation(from: &reader))
        }
    }

    /// Reads a source: the chain of a queued operation, `nil` for a signed one.
    ///
    /// Operations of the network have a source but no opcode yet.
    static func readChain(from reader: inout ByteReader) throws(DecodingError) -> ChainID? {
        switch try reader.read(UInt8.self) {
        case Source.signed: return nil
        case Source.network: throw .invalidValue(field: "opcode")
        case let chain: return ChainID(chain)
        }
    }

    /// Writes source and operation; the chain is in `1...254`.
    public func encode(to writer: inout ByteWriter) {
        switch self {
        case .priority(let chain, let operation):
            writer.append(chain.rawValue)
            operation.encode(to: &writer)
        case .signed(let operation):
            writer.append(Source.signed)
            operation.encode(to: &writer)
        }
    }
}
