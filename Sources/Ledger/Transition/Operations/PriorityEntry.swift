public import Ledger

/// An operation with its place in a chain's queue.
public struct PriorityEntry: Hashable, Sendable {
    /// The chain whose contract queued it.
    public var chain: ChainID
    /// Its place in that chain's queue, from 0.
    public var index: UInt64
    /// The operation.
    public var operation: PriorityOperation

    /// An entry with these fields.
    public init(chain: ChainID, index: UInt64, operation: PriorityOperation) {
        (self.chain, self.index, self.operation) = (chain, index, operation)
    }
}
