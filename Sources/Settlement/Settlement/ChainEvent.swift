public import Bytes
public import Ledger
public import Transition

/// A block that a chain's contract has committed.
public struct BlockCommitment: Equatable, Sendable {
    public let header: BlockHeader
    /// The header hash computed by the contract.
    public let headerHash: Bytes32
    /// The sync hash up to this block.
    public let syncHash: Bytes32
    /// The number of reverts on the chain.
    public let epoch: UInt32
    /// The encoded operations for this chain; the contract has compared their hash and count.
    public let encodedOperations: [UInt8]

    public init(
        header: BlockHeader, headerHash: Bytes32, syncHash: Bytes32, epoch: UInt32,
        encodedOperations: [UInt8]
    ) {
        self.header = header
        self.headerHash = headerHash
        self.syncHash = syncHash
        self.epoch = epoch
        self.encodedOperations = encodedOperations
    }

    public var number: UInt64 { header.number }

    /// The operations for this chain; throws when their encoding is invalid.
    public func operations() throws(DecodingError) -> [ChainOperation] {
        try ChainOperation.decodeAll(encodedOperations)
    }
}

/// An event of the network's contracts on a chain.
///
/// Addresses are 32 bytes in the form of their chain; amounts are in units of the token on the
/// chain.
public enum ChainEvent: Equatable, Sendable {
    /// An operation joined the queue; `rollingHash` is the queue's hash after it.
    case priorityRequested(
        index: UInt64, operation: PriorityOperation, sender: Bytes32, rollingHash: Bytes32)
    /// A block was committed.
    case blockCommitted(BlockCommitment)
    /// All blocks up to this one are proven.
    case blocksProven(last: UInt64, publicInput: Bytes32)
    /// The oracles confirmed all blocks up to this one.
    case blockConfirmed(number: UInt64)
    /// A block was executed: its payouts are pending, its queue entries consumed.
    case blockExecuted(number: UInt64, headerHash: Bytes32)
    /// All blocks after `to` were reverted.
    case blocksReverted(to: UInt64, epoch: UInt32)
    /// A payout became a pending balance.
    case payoutPending(owner: Bytes32, token: Bytes32, amount: UInt128, payoutHash: Bytes32)
    /// A payout has no receiver that can be paid; the amount stays in custody.
    case payoutUnpayable(payoutHash: Bytes32)
    /// A broker prepaid a payout.
    case payoutAccepted(
        payoutHash: Bytes32, broker: Bytes32, receiver: Bytes32, token: Bytes32, paid: UInt128)
    /// A pending balance was paid to its owner.
    case claimed(owner: Bytes32, token: Bytes32, amount: UInt128)
    /// A token was registered on this chain.
    case tokenRegistered(token: TokenID, contract: Bytes32, decimals: UInt8, tokenClass: UInt8)
    /// Deposits of a token were paused or allowed again.
    case depositsPaused(token: Bytes32, isPaused: Bool)
    /// New blocks were paused or allowed again.
    case blocksPaused(isPaused: Bool)
    /// The queue entry at the index is overdue: the contract is in exodus for good.
    case exodusActivated(index: UInt64)
    /// A queue entry was refunded in exodus.
    case entryRefunded(index: UInt64, receiver: Bytes32, token: Bytes32, amount: UInt128)
    /// Another account is the operator.
    case operatorChanged(to: Bytes32)
}
