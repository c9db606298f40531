public import Bytes
import Ledger

/// A block's number, time and operations: from it and the state before, the block is executed.
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
}

/// The operations of a block or of a part as bytes (`docs/protocol/encodings.md`, "Block data").
public struct EncodedOperations: Hashable, Sendable {
    /// The block data, which is published: what the operations do.
    public var data: [UInt8]
    /// What authorizes the signed operations beside it, in order: validity, limits, signature.
    public var authorizations: [UInt8]

    /// The given bytes; none of a chain that does not take the data.
    public init(data: [UInt8] = [], authorizations: [UInt8] = []) {
        (self.data, self.authorizations) = (data, authorizations)
    }

    /// Bytes of both.
    var byteCount: Int { data.count + authorizations.count }
}

extension BlockData {
    /// The encoding.
    public var encoded: EncodedOperations {
        var writer = OperationWriter(lastFee: TokenQuantity(placeholder: ()))
        writer.appendHead(number: number, timestamp: timestamp)
        for operation in operations { writer.append(operation) }
        return writer.encoded
    }

    /// Reads a block within its limits.
    public init(decoding encoded: EncodedOperations) throws(DecodingError) {
        try self.init(data: encoded.data, authorizations: encoded.authorizations)
    }

    /// Reads what is published of a block.
    ///
    /// Its signed operations have no signatures, never expire and have limits that allow everything:
    /// they do what was done, if the state before is the same.
    public init(decodingPublished data: [UInt8]) throws(DecodingError) {
        try self.init(data: data, authorizations: nil)
    }

    private init(data: [UInt8], authorizations: [UInt8]?) throws(DecodingError) {
        let (limit, byteCount) = (
            LedgerLimits.maximumBlockBytes, data.count + (authorizations?.count ?? 0)
        )
        guard byteCount <= limit else { throw .limitExceeded(limit: limit, actual: byteCount) }
        var reader = CompactReader(
            data: data, authorizations: authorizations,
            lastFee: TokenQuantity(placeholder: ()))
        (number, timestamp) = try reader.readBlockHead()
        operations = []
        while !reader.isAtEnd {
            guard operations.count < LedgerLimits.maximumOperations else {
                throw .limitExceeded(
                    limit: LedgerLimits.maximumOperations, actual: operations.count + 1)
            }
            operations.append(try Operation(from: &reader))
        }
        try reader.finish()
    }
}
