public import Bytes
public import Ledger
public import Transition

/// A block that a chain's contract has stored.
public struct BlockCommitment: Equatable, Sendable {
    public let header: BlockHeader
    /// The hash of the header, as the contract computed it.
    public let headerHash: Bytes32
    /// The chained hash up to this block.
    public let syncHash: Bytes32
    /// How many reverts the chain has seen.
    public let epoch: UInt32
    /// What this chain must do, encoded; the contract has compared its hash and count.
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

    /// The block's number.
    public var number: UInt64 { header.number }

    /// What this chain must do; throws when the operator stored something else.
    public func operations() throws(DecodingError) -> [ChainOperation] {
        try ChainOperation.decodeAll(encodedOperations)
    }
}

/// What a chain's contract tells.
///
/// Addresses are 32 bytes in the form of their chain; amounts are in the token's units on the chain.
public enum ChainEvent: Equatable, Sendable {
    /// An operation joined the queue; the hash is the queue's after it.
    case priorityRequested(
        index: UInt64, operation: PriorityOperation, sender: Bytes32, rollingHash: Bytes32)
    /// A block was stored.
    case blockCommitted(BlockCommitment)
    /// All blocks up to this one are proven.
    case blocksProven(last: UInt64, publicInput: Bytes32)
    /// The oracles confirmed all blocks up to this one.
    case blockConfirmed(number: UInt64)
    /// The block's payouts are pending, its queue entries done.
    case blockExecuted(number: UInt64, headerHash: Bytes32)
    /// All blocks after this one were taken back.
    case blocksReverted(to: UInt64, epoch: UInt32)
    /// Somebody can claim a payout.
    case payoutPending(owner: Bytes32, token: Bytes32, amount: UInt128, payoutHash: Bytes32)
    /// A payout's receiver cannot be paid; the contract keeps the amount.
    case payoutUnpayable(payoutHash: Bytes32)
    /// A broker paid the receiver ahead of execution.
    case payoutAccepted(
        payoutHash: Bytes32, broker: Bytes32, receiver: Bytes32, token: Bytes32, paid: UInt128)
    /// An owner took what was pending.
    case claimed(owner: Bytes32, token: Bytes32, amount: UInt128)
    /// A token has a contract on this chain.
    case tokenRegistered(token: TokenID, contract: Bytes32, decimals: UInt8, tokenClass: UInt8)
    /// Deposits of a token stopped, or are allowed again.
    case depositsPaused(token: Bytes32, isPaused: Bool)
    /// New blocks stopped, or are allowed again.
    case blocksPaused(isPaused: Bool)
    /// The queue entry at the index is overdue: the chain is closed but for exits, for ever.
    case exodusActivated(index: UInt64)
    /// A queue entry was refunded in exodus.
    case entryRefunded(index: UInt64, receiver: Bytes32, token: Bytes32, amount: UInt128)
    /// Another account may commit blocks.
    case operatorChanged(to: Bytes32)
}
