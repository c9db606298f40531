public import Bytes
public import Ledger
public import RpcApi

/// What an operation is called.
public enum OperationName: Hashable, Sendable {
    /// A signed operation.
    case signed(Bytes32)
    /// An entry of a chain's queue.
    case priority(ChainID, UInt64)
}

/// Where an operation was sequenced and what it did.
public struct Placement: Equatable, Sendable {
    /// What it is called.
    public let name: OperationName
    /// What it is.
    public let kind: OperationKind
    /// Its block.
    public let blockNumber: UInt64
    /// Its place in the block.
    public let index: UInt32
    /// When it was sequenced, in milliseconds since 1970.
    public let time: UInt64
    /// What it did.
    public let receipt: RpcApi.Receipt
}

/// What an observer of accounts and pools is told about an operation.
public struct Effects: Equatable, Sendable {
    /// The operation.
    public let placement: Placement
    /// Balances right after it, of every account that it touched.
    public let balances: [AccountID: [BalanceState]]
    /// Pools right after it.
    public let pools: [PoolState]
    /// Payouts that it ordered.
    public let payouts: [OrderedPayout]
}

/// A payout that an operation orders.
public struct OrderedPayout: Equatable, Sendable {
    public let payout: Payout
    /// The chain that pays.
    public let chain: ChainID
    /// The block that orders it.
    public let blockNumber: UInt64

    /// A payout on a chain, ordered by a block.
    public init(_ payout: Payout, chain: ChainID, blockNumber: UInt64) {
        self.payout = payout
        (self.chain, self.blockNumber) = (chain, blockNumber)
    }

    /// The hash by which brokers accept it.
    public var hash: Bytes32 { payout.hash(chain: chain) }
}
