public import Bytes
import Ledger

/// The data from which a block is re-executed, given the state before it.
public struct BlockData: Hashable, Sendable {
    /// The block's number.
    public var number: UInt64
    /// Seconds since 1970.
    public var timestamp: UInt64
    /// The operations applied or consumed, in order.
    public var operations: [Operation]

    /// Bytes before the operations: version, number, time.
    public static let headByteCount = 17

    public init(number: UInt64, timestamp: UInt64, operations: [Operation]) {
        (self.number, self.timestamp, self.operations) = (number, timestamp, operations)
    }

    /// The encoding.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 16_384)
        BlockData.encodeHead(number: number, timestamp: timestamp, to: &writer)
        for operation in operations { operation.encode(to: &writer) }
        return writer.bytes
    }

    /// Reads block data within the limits of a block.
    public init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        (number, timestamp) = try BlockData.decodeHead(&reader)
        operations = try BlockData.decodeOperations(&reader)
    }
}

extension BlockData {
    static func encodeHead(number: UInt64, timestamp: UInt64, to writer: inout ByteWriter) {
        writer.append(LedgerLimits.formatVersion)
        writer.append(number)
        writer.append(timestamp)
    }

    static func decodeHead(
        _ reader: inout ByteReader
    ) throws(DecodingError) -> (number: UInt64, timestamp: UInt64) {
        guard try reader.read(UInt8.self) == LedgerLimits.formatVersion else {
            throw .invalidValue(field: "data version")
        }
        return (try reader.read(), try reader.read())
    }

    /// Reads operations to the end of the bytes.
    static func decodeOperations(
        _ reader: inout ByteReader
    ) throws(DecodingError) -> [Operation] {
        let limit = LedgerLimits.maximumBlockBytes
        guard reader.remaining <= limit else {
            throw .limitExceeded(limit: limit, actual: reader.remaining)
        }
        var operations = [Operation]()
        while reader.remaining > 0 {
            guard operations.count < LedgerLimits.maximumOperations else {
                throw .limitExceeded(
                    limit: LedgerLimits.maximumOperations, actual: operations.count + 1)
            }
            operations.append(try Operation(from: &reader))
        }
        return operations
    }
}
