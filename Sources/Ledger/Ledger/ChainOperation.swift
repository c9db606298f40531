public import Bytes

/// An instruction of a block to one chain.
///
/// Each form begins with its code, so a list of them is their concatenation. The payout, codes
/// 1 to 4, is the only form of format 2.
public enum ChainOperation: Hashable, Sendable {
    /// A payment from custody.
    case payout(Payout)
}

extension ChainOperation: FieldList {
    public init(placeholder: ()) { self = .payout(Payout(placeholder: ())) }

    /// The code, then the form's fields.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        switch self {
        case .payout(var payout):
            try visitor.visit(&payout)
            self = .payout(payout)
        }
    }
}

extension ChainOperation {
    /// The payout, when the operation is one.
    public var payout: Payout? {
        switch self {
        case .payout(let payout): payout
        }
    }

    /// The operations of one chain and block, concatenated.
    public static func encode(_ operations: [ChainOperation]) -> [UInt8] {
        var writer = ByteWriter(capacity: operations.count * Payout.encodedByteCount)
        for operation in operations { operation.encode(to: &writer) }
        return writer.bytes
    }

    /// Reads concatenated operations that fill `bytes`, at most those of one block.
    public static func decodeAll(_ bytes: [UInt8]) throws(DecodingError) -> [ChainOperation] {
        var reader = ByteReader(bytes)
        var operations = [ChainOperation]()
        while reader.remaining > 0 {
            guard operations.count < LedgerLimits.maximumChainOperations else {
                throw .limitExceeded(
                    limit: LedgerLimits.maximumChainOperations, actual: operations.count + 1)
            }
            operations.append(try ChainOperation(from: &reader))
        }
        return operations
    }
}
