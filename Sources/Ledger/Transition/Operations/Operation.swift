public import Ledger

/// An operation of a block.
public enum Operation: Hashable, Sendable {
    /// The next entry of a chain's queue.
    case priority(ChainID, PriorityOperation)
    /// A signed operation.
    case signed(SignedOperation)
}
