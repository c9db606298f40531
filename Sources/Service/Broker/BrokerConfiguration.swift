public import Ledger
public import Scheduling
public import Sdk
public import Settlement

/// The ports of a chain that a broker uses.
public typealias BrokerChain = FollowedChain & CustodyContract

/// Configuration of a broker.
public struct BrokerConfiguration {
    /// The node whose payouts the broker follows.
    public var node: NodeClient
    /// The chains on which the broker prepays, with its account on each.
    public var chains: [(chain: any BrokerChain, account: any SettlementAccount)]
    /// The least fee, in parts of 10,000.
    public var minimumFeeRate: UInt16
    /// The limits of each token; payouts of other tokens are declined.
    public var limits: [TokenID: BrokerLimits]
    /// Milliseconds between two requests to the node.
    public var pollMilliseconds: UInt64
    public var clock: any WallClock = SystemClock()

    public init(
        node: NodeClient, chains: [(chain: any BrokerChain, account: any SettlementAccount)],
        minimumFeeRate: UInt16, limits: [TokenID: BrokerLimits], pollMilliseconds: UInt64 = 150
    ) {
        self.node = node
        self.chains = chains
        self.minimumFeeRate = minimumFeeRate
        self.limits = limits
        self.pollMilliseconds = pollMilliseconds
    }
}
