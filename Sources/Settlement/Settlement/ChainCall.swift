public import Bytes
public import Ledger

/// A call of a chain's contracts, sorted by who makes it.
///
/// Token amounts are in the token's units on the chain.
public enum ChainCall: Equatable, Sendable {
    /// A call that anyone may make.
    case user(UserCall)
    /// A call of a broker.
    case broker(BrokerCall)
    /// A call that brings blocks onto the chain.
    case `operator`(OperatorCall)
}

/// Calls that anyone may make.
public enum UserCall: Equatable, Sendable {
    /// Deposits tokens for an account of layer 2.
    case deposit(token: Bytes32, amount: UInt128, to: ChainAddress, subAccount: SubAccount)
    /// Requests a payout to the account's owner; `UInt128.max` for the whole balance.
    case requestFullExit(
        account: AccountID, subAccount: SubAccount, token: Bytes32, amount: UInt128)
    /// Registers a trading key of the caller.
    case setKey(slot: KeySlot, publicKey: Bytes40, scopes: Scopes, expiry: UInt64)
    /// Swaps into a token of another chain; the minimum is in layer-2 units.
    case crossSwap(
        tokenIn: Bytes32, amount: UInt128, targetChain: ChainID, minimumOut: Amount,
        receiver: ChainAddress, fallback: Bytes32, feeRate: UInt16, hops: Hops)
    /// Pays a pending balance to its owner.
    case claim(owner: Bytes32, token: Bytes32)
    /// Makes pending what is due of an executed payout that waits for the limit of outflow.
    case release(payout: Payout)
    /// Starts exodus, because the queue is overdue.
    ///
    /// `takingBlock` is the committed block that takes the first overdue entry, 0 when there is
    /// none.
    case activateExodus(takingBlock: UInt64)
    /// Refunds the next queue entry in exodus.
    case refundEntry(operation: [UInt8])
}

/// Calls of brokers.
public enum BrokerCall: Equatable, Sendable {
    /// Prepays a payout; `value` is the prepayment when the token is the chain's own coin.
    case accept(payout: Payout, value: UInt128)
}

/// Calls that bring blocks onto the chain; only `commit` is the operator's alone.
public enum OperatorCall: Equatable, Sendable {
    /// Commits a block; `data` is empty except on the data chain.
    case commit(header: [UInt8], operations: [UInt8], data: [UInt8])
    /// Proves blocks; the proof may begin before the last proven one.
    case prove(RangeProof)
    /// Delivers the oracles' confirmations.
    case confirm(number: UInt64, signatures: [[UInt8]])
    /// Executes the next blocks, given the encoded chain operations of each.
    case execute(operations: [[UInt8]])
    /// Reverts all blocks after `to`.
    case revertBlocks(to: UInt64)
}

extension ChainCall {
    /// Whether the call appends an entry to the contract's queue, and so pays its fee.
    public var isQueued: Bool {
        switch self {
        case .user(.deposit), .user(.requestFullExit), .user(.setKey), .user(.crossSwap): true
        case .user(.claim), .user(.release), .user(.activateExodus), .user(.refundEntry), .broker,
            .operator:
            false
        }
    }

    /// Whether the call may run code of the account that it pays.
    public var mayRunReceiverCode: Bool {
        switch self {
        case .user(.claim), .broker(.accept): true
        case .user(.deposit), .user(.requestFullExit), .user(.setKey), .user(.crossSwap),
            .user(.release), .user(.activateExodus), .user(.refundEntry), .operator:
            false
        }
    }
}
