public import Bytes

/// An operation as block data carries it.
public enum Operation: Hashable, Sendable {
    /// The next entry of a chain's queue.
    case priority(ChainID, PriorityOperation)
    /// A signed operation.
    case signed(SignedOperation)
}

/// Everything that re-executing a block needs beside the state before it.
public struct BlockData: Hashable, Sendable {
    /// The block's number.
    public var number: UInt64
    /// Seconds since 1970.
    public var timestamp: UInt64
    /// What is applied, in order.
    public var operations: [Operation]

    /// The encoding's version.
    public static let version: UInt8 = 1
    /// Bytes before the operations.
    public static let fixedByteCount = 21

    /// Block data with these fields.
    public init(number: UInt64, timestamp: UInt64, operations: [Operation]) {
        (self.number, self.timestamp, self.operations) = (number, timestamp, operations)
    }
}

extension Operation {
    /// Bytes of the operation in block data.
    public var byteCount: Int {
        switch self {
        case .priority(_, let operation): 4 + operation.bodyByteCount
        case .signed(let operation): 1 + operation.byteCount
        }
    }

    /// Reads source and operation.
    public init(from reader: inout ByteReader) throws(DecodingError) {
        let source: UInt8 = try reader.read()
        if source == 0 {
            self = .signed(try SignedOperation(from: &reader))
        } else {
            self = .priority(ChainID(source), try PriorityOperation(from: &reader))
        }
    }

    /// Writes source and operation; a priority operation's chain is not 0.
    public func encode(to writer: inout ByteWriter) {
        switch self {
        case .priority(let chain, let operation):
            writer.append(chain.rawValue)
            operation.encode(to: &writer)
        case .signed(let operation):
            writer.append(0 as UInt8)
            operation.encode(to: &writer)
        }
    }
}

extension BlockData {
    /// The encoded data.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 16_384)
        writer.append(BlockData.version)
        writer.append(number)
        writer.append(timestamp)
        writer.append(UInt32(operations.count))
        for operation in operations { operation.encode(to: &writer) }
        return writer.bytes
    }

    /// Reads block data that fills `bytes`, within the limits of a block.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        guard bytes.count <= LedgerLimits.maximumBlockBytes else {
            throw .limitExceeded(limit: LedgerLimits.maximumBlockBytes, actual: bytes.count)
        }
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == BlockData.version else {
            throw .invalidValue(field: "data version")
        }
        number = try reader.read()
        timestamp = try reader.read()
        let count: UInt32 = try reader.read()
        guard count <= UInt32(LedgerLimits.maximumOperations) else {
            throw .limitExceeded(limit: LedgerLimits.maximumOperations, actual: Int(count))
        }
        operations = []
        for _ in 0..<Int(count) { operations.append(try Operation(from: &reader)) }
        try reader.finish()
    }
}
