public import Bytes
public import Ledger
public import Transition

/// The state right after an operation, for observers of accounts and pools.
public struct Effects: Equatable, Sendable {
    public let placement: Placement
    /// Balances that the operation touched, by account.
    public let balances: [AccountID: [BalanceState]]
    /// Pools that the operation touched.
    public let pools: [MarketPool]
    /// Payouts that the operation ordered.
    public let payouts: [OrderedPayout]
}

/// A payout ordered by an operation.
public struct OrderedPayout: Equatable, Sendable {
    public let payout: Payout
    /// The chain that owes it.
    public let chain: ChainID
    /// The block with the operation.
    public let blockNumber: UInt64

    public init(_ payout: Payout, chain: ChainID, blockNumber: UInt64) {
        self.payout = payout
        (self.chain, self.blockNumber) = (chain, blockNumber)
    }

    /// The payout hash.
    public var hash: Bytes32 { payout.hash(chain: chain) }
}
