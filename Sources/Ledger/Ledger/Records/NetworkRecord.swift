public import Bytes

/// The last block of the network, and the version of its state.
public struct NetworkRecord: FieldList, Hashable, Sendable {
    /// The last block's number.
    public var blockNumber: UInt64 = 0
    /// The last block's time in seconds since 1970.
    public var lastTimestamp: UInt64 = 0

    public init(blockNumber: UInt64, lastTimestamp: UInt64) {
        (self.blockNumber, self.lastTimestamp) = (blockNumber, lastTimestamp)
    }

    public init(placeholder: ()) {}

    /// Format version, number, time.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var version = LedgerLimits.formatVersion
        try visitor.visit(&version)
        guard version == LedgerLimits.formatVersion else {
            throw visitor.failure(.invalidValue(field: "format version"))
        }
        try visitor.visit(&blockNumber)
        try visitor.visit(&lastTimestamp)
    }
}
