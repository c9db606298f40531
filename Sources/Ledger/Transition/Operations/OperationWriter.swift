import Bytes
import Ledger

/// Writes the operations of a block or of a part.
struct OperationWriter: Sendable {
    private var data: CompactWriter
    private var authorizations = ByteWriter()

    /// A writer after a signed operation with a fee, or at the start of a block with none.
    init(lastFee: TokenQuantity) { data = CompactWriter(lastFee: lastFee) }

    /// What was written.
    var encoded: EncodedOperations {
        EncodedOperations(data: data.bytes, authorizations: authorizations.bytes)
    }

    /// Writes the head of block data: version, number, time.
    mutating func appendHead(number: UInt64, timestamp: UInt64) {
        var head = ByteWriter(capacity: BlockData.headByteCount)
        head.append(LedgerLimits.formatVersion)
        head.append(number)
        head.append(timestamp)
        for byte in head.bytes { data.append(byte) }
    }

    /// Writes an operation and returns its number of bytes.
    @discardableResult
    mutating func append(_ operation: Operation) -> Int {
        let before = byteCount
        switch operation {
        case .priority(let chain, let operation): operation.encode(to: &data, chain: chain)
        case .signed(let operation):
            operation.encode(to: &data)
            operation.encodeAuthorization(to: &authorizations)
        }
        return byteCount - before
    }

    /// Removes what was written after a place.
    mutating func remove(after place: Place) {
        data.remove(after: place.data)
        data.lastFee = place.lastFee
        authorizations.remove(after: place.authorizations)
    }

    /// The end of what was written so far.
    var place: Place {
        Place(
            data: data.bytes.count, authorizations: authorizations.bytes.count,
            lastFee: data.lastFee)
    }

    /// The end of an operation.
    struct Place {
        fileprivate let data: Int
        fileprivate let authorizations: Int
        fileprivate let lastFee: TokenQuantity
    }

    private var byteCount: Int { data.bytes.count + authorizations.bytes.count }
}
