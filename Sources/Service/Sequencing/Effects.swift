public import Bytes
public import Ledger

/// State right after an operation, as observers of accounts and pools see it.
public struct Effects: Equatable, Sendable {
    public let placement: Placement
    /// Balances that the operation touched, by account.
    public let balances: [AccountID: [BalanceState]]
    /// Pools that the operation touched.
    public let pools: [PoolState]
    /// Payouts that the operation ordered.
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
