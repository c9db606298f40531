public import Ledger

/// The effect of an applied operation on the block.
public struct Applied: Hashable, Sendable {
    /// The result of the operation.
    public let receipt: Receipt
    /// The records written, in order of the first write.
    public let changes: [RecordKey]
    /// The payouts ordered.
    public let payouts: [ChainPayout]
}

/// The outcome of a signed operation.
public enum Outcome: Hashable, Sendable {
    /// The operation is part of the block.
    case applied(Applied)
    /// The operation left no trace.
    case rejected(Rejection)
    /// The operation left no trace and may be applicable in the next block.
    case blockFull
}

/// The outcome of an operation of a chain's queue.
public enum PriorityOutcome: Hashable, Sendable {
    /// The operation is part of the block.
    case applied(Applied)
    /// The operation is part of the block without effect, except for a refund by its chain.
    case failed(Rejection, refund: ChainPayout?)
    /// The operation left no trace; it belongs in the next block.
    case blockFull
    /// The operation left no trace: another entry of that chain comes first.
    case outOfOrder(expectedIndex: UInt64)
    /// The operation left no trace: the network does not have the chain.
    case unknownChain
}

/// Whether an executor verifies signatures.
public enum SignatureCheck: Sendable {
    /// Every signature is verified.
    case verify
    /// The caller has verified the signature with the key that the state holds.
    case alreadyVerified
}
