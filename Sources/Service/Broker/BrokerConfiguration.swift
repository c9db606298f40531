public import Ledger
public import Scheduling
public import Sdk
public import Settlement

/// What a broker sees of a chain.
public typealias BrokerChain = FollowedChain & CustodyContract

/// Configuration of a broker.
public struct BrokerConfiguration {
    /// The node whose payouts it follows.
    public var node: NodeClient
    /// Every chain on which it prepays, with its account there.
    public var chains: [(chain: any BrokerChain, account: any SettlementAccount)]
    /// The least fee, in parts of 10,000.
    public var minimumFeeRate: UInt16
    /// Tokens that it deals in.
    public var limits: [TokenID: BrokerLimits]
    /// Milliseconds between looks at the node.
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
