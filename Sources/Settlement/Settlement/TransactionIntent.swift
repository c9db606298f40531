/// Something that must happen on a chain exactly once.
public struct TransactionIntent: Equatable, Sendable {
    /// Chosen by the caller, never used for another intent of the same sender.
    public let id: UInt64
    /// The call, as the chain's adapter encodes it.
    public let payload: [UInt8]

    /// An intent with its identifier.
    public init(id: UInt64, payload: [UInt8]) {
        self.id = id
        self.payload = payload
    }
}

/// What a transaction offers to pay for its inclusion, in the chain's smallest unit.
public struct FeeOffer: Hashable, Sendable {
    /// The most paid for one unit of gas, base fee included.
    public let maximum: UInt128
    /// The part of it that goes to the block's author.
    public let priority: UInt128

    /// An offer; the priority part never exceeds the maximum.
    public init(maximum: UInt128, priority: UInt128) {
        self.maximum = maximum
        self.priority = min(priority, maximum)
    }

    /// At least an eighth more of both parts, `nil` when that passes `limit`.
    ///
    /// Nodes take nothing less for a replacement (go-ethereum a tenth, others an eighth).
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

/// Where a transaction was included and how it ended.
public struct TransactionInclusion: Hashable, Sendable {
    public let transaction: TransactionID
    /// The block that holds it.
    public let block: BlockReference
    /// Whether the call succeeded; a call that reverted is included too.
    public let succeeded: Bool

    /// An inclusion from what a receipt says.
    public init(transaction: TransactionID, block: BlockReference, succeeded: Bool) {
        self.transaction = transaction
        self.block = block
        self.succeeded = succeeded
    }
}

/// What a node says about one account, read at one time.
public struct AccountView: Equatable, Sendable {
    /// The driver's clock, in milliseconds; it never goes back between views.
    public let nowMilliseconds: UInt64
    /// The height of the node's highest block.
    public let headNumber: UInt64
    /// The first nonce that no included transaction has used.
    public let includedNonce: UInt64
    /// The first nonce that no included or waiting transaction has used.
    public let pendingNonce: UInt64
    /// What a new transaction should offer now.
    public let fees: FeeOffer
    /// What was found of `TransactionSender.awaited`.
    public let inclusions: [TransactionID: TransactionInclusion]

    /// A view from a node's answers.
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
