public import Ledger

/// An operation of a chain's queue with its index.
public struct PriorityEntry: Hashable, Sendable {
    /// The chain whose contract queued it.
    public var chain: ChainID
    /// The index in that chain's queue, from 0.
    public var index: UInt64
    public var operation: PriorityOperation

    public init(chain: ChainID, index: UInt64, operation: PriorityOperation) {
        (self.chain, self.index, self.operation) = (chain, index, operation)
    }
}
