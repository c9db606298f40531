/// A call that must happen on a chain exactly once.
public struct TransactionIntent: Equatable, Sendable {
    /// An identifier chosen by the caller, never used for another intent of the same sender.
    public let id: UInt64
    /// The call in the encoding of the chain's adapter.
    public let payload: [UInt8]

    public init(id: UInt64, payload: [UInt8]) {
        self.id = id
        self.payload = payload
    }
}

/// The fee offered for the inclusion of a transaction, in the chain's smallest unit.
public struct FeeOffer: Hashable, Sendable {
    /// The most paid for one unit of gas, base fee included.
    public let maximum: UInt128
    /// The part of the maximum that goes to the block's author.
    public let priority: UInt128

    /// An offer; `priority` never exceeds `maximum` (a precondition).
    public init(maximum: UInt128, priority: UInt128) {
        self.maximum = maximum
        self.priority = min(priority, maximum)
    }

    /// An offer of at least an eighth more in both parts; `nil` when that passes `limit`.
    ///
    /// Nodes accept nothing less for a replacement (go-ethereum a tenth, others an eighth).
    func raised(limit: UInt128) -> FeeOffer? {
        guard maximum < limit else { return nil }
        let raisedMaximum = maximum.addingReportingOverflow(max(1, maximum / 8 + 1))
        let raisedPriority = priority.addingReportingOverflow(max(1, priority / 8 + 1))
        guard !raisedMaximum.overflow, !raisedPriority.overflow,
            raisedMaximum.partialValue <= limit
        else { return nil }
        return FeeOffer(
            maximum: raisedMaximum.partialValue, priority: raisedPriority.partialValue)
    }

    /// The greater of both offers, part by part, with neither above `limit`.
    func merged(with other: FeeOffer, limit: UInt128) -> FeeOffer {
        FeeOffer(
            maximum: min(limit, max(maximum, other.maximum)),
            priority: min(limit, max(priority, other.priority)))
    }
}

/// The block and the outcome of a transaction.
public struct TransactionInclusion: Hashable, Sendable {
    public let transaction: TransactionID
    /// The block that holds it.
    public let block: BlockReference
    /// Whether the call succeeded; a call that reverted is included too.
    public let succeeded: Bool

    public init(transaction: TransactionID, block: BlockReference, succeeded: Bool) {
        self.transaction = transaction
        self.block = block
        self.succeeded = succeeded
    }
}

/// A node's view of one account, read at one time.
public struct AccountView: Equatable, Sendable {
    /// The driver's clock, in milliseconds; it never goes back between views.
    public let nowMilliseconds: UInt64
    /// The height of the node's highest block.
    public let headNumber: UInt64
    /// The first nonce that no included transaction has used.
    public let includedNonce: UInt64
    /// The first nonce that no included or waiting transaction has used.
    public let pendingNonce: UInt64
    /// The offer for a new transaction at present prices.
    public let fees: FeeOffer
    /// The inclusions found of `TransactionSender.awaited`.
    public let inclusions: [TransactionID: TransactionInclusion]

    public init(
        nowMilliseconds: UInt64, headNumber: UInt64, includedNonce: UInt64, pendingNonce: UInt64,
        fees: FeeOffer, inclusions: [TransactionID: TransactionInclusion]
    ) {
        self.nowMilliseconds = nowMilliseconds
        self.headNumber = headNumber
        self.includedNonce = includedNonce
        self.pendingNonce = pendingNonce
        self.fees = fees
        self.inclusions = inclusions
    }
}
