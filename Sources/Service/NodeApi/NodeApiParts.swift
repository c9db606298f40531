package import Ledger
package import Network
package import RpcApi
package import Scheduling
package import Sequencing
package import Settling

/// Settings of the interface.
package struct NodeApiSettings: Sendable {
    package var network: NetworkID
    /// The version of the node.
    package var version: String
    /// Symbols of tokens, for display.
    package var symbols: [TokenID: String]
    /// The least fee by token; if empty, no fee is asked for.
    package var minimumFees: [TokenID: Amount]
    package var chains: [SettledChain]

    package init(
        network: NetworkID, version: String, symbols: [TokenID: String],
        minimumFees: [TokenID: Amount], chains: [SettledChain]
    ) {
        (self.network, self.version, self.symbols) = (network, version, symbols)
        (self.minimumFees, self.chains) = (minimumFees, chains)
    }
}

/// Reports of the process about itself.
package struct ProcessReports: Sendable {
    /// The reason why operations are not admitted; `nil` when they are.
    package var unreadyReason: @Sendable () -> String?
    package var health: @Sendable () -> HealthReport
    /// Metrics in the text format of Prometheus.
    package var metrics: @Sendable () -> String
    /// How far blocks are proven, in words; `nil` where this node proves none.
    package var proving: @Sendable () -> String?

    package init(
        unreadyReason: @escaping @Sendable () -> String?,
        health: @escaping @Sendable () -> HealthReport,
        metrics: @escaping @Sendable () -> String, proving: @escaping @Sendable () -> String?
    ) {
        (self.unreadyReason, self.health) = (unreadyReason, health)
        (self.metrics, self.proving) = (metrics, proving)
    }
}

/// The parts of a node that the interface reads from and submits to.
package struct NodeApiParts: Sendable {
    package var settings: NodeApiSettings
    package var engine: SequencingEngine
    package var blocks: BlockSource
    package var payouts: PayoutIndex
    package var alarms: Alarms
    package var hub: SubscriptionHub
    package var reports: ProcessReports
    package var metrics: Metrics
    package var clock: any WallClock
    /// Writes a line for the operator.
    package var log: @Sendable (String) -> Void

    package init(
        settings: NodeApiSettings, engine: SequencingEngine, blocks: BlockSource,
        payouts: PayoutIndex, alarms: Alarms, hub: SubscriptionHub, reports: ProcessReports,
        metrics: Metrics, clock: any WallClock, log: @escaping @Sendable (String) -> Void
    ) {
        (self.settings, self.engine, self.blocks) = (settings, engine, blocks)
        (self.payouts, self.alarms, self.hub, self.reports) = (payouts, alarms, hub, reports)
        (self.metrics, self.clock, self.log) = (metrics, clock, log)
    }
}
