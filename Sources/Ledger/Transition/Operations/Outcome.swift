public import Ledger

/// What applying an operation did to the block.
public struct Applied: Hashable, Sendable {
    /// The result.
    public let receipt: Receipt
    /// The records written, in order of the first write.
    public let changes: [RecordKey]
    /// What chains were told to pay.
    public let payouts: [ChainPayout]
}

/// What became of a signed operation.
public enum Outcome: Hashable, Sendable {
    /// It is part of the block.
    case applied(Applied)
    /// It left no trace.
    case rejected(Rejection)
    /// It left no trace, and may be applicable in the next block.
    case blockFull
}

/// What became of an operation of a chain's queue.
public enum PriorityOutcome: Hashable, Sendable {
    /// It is part of the block.
    case applied(Applied)
    /// It is part of the block without effect, but that the chain may have been told to refund it.
    case failed(Rejection, refund: ChainPayout?)
    /// It left no trace and belongs into the next block.
    case blockFull
    /// It left no trace: another entry of that chain comes first.
    case outOfOrder(expectedIndex: UInt64)
    /// It left no trace: the network does not have the chain.
    case unknownChain
}

/// Whether an executor verifies signatures.
public enum SignatureCheck: Sendable {
    /// Every signature is verified.
    case verify
    /// The caller has verified the signature with the key that the state holds.
    case checked
}
