import Ledger
import Network
import NodeApi
import ProofPipeline
import Sequencing
import Settlement
import Settling

/// Gauges of the node, updated before they are rendered.
struct NodeMetrics: Sendable {
    let metrics: Metrics
    let engine: SequencingEngine
    let tracker: SettlementTracker
    let hub: SubscriptionHub
    let alarms: Alarms
    let health: NodeHealth
    let proving: ProofPipeline?

    /// All metrics in the text format of Prometheus.
    var text: String {
        show("zkl_node_block_number", "Last sealed block.", Int64(clamping: tracker.latest))
        show("zkl_node_in_flight", "Submissions not answered yet.", Int64(engine.inFlightCount))
        show(
            "zkl_node_unsealed_blocks", "Closed blocks not stored yet.", Int64(engine.unsealedCount)
        )
        show("zkl_node_subscriptions", "Open subscriptions.", Int64(hub.count))
        let isReady = health.unreadyReason == nil
        show("zkl_node_ready", "1 when operations are admitted.", isReady ? 1 : 0)
        for reason in AlarmKind.allCases {
            show(
                "zkl_node_alarms", "Raised alarms.", Int64(alarms.count(reason)),
                [MetricLabel("reason", reason.rawValue)])
        }
        for chain in tracker.chains { setProgress(of: chain) }
        proving?.updateMetrics()
        return metrics.render()
    }

    private func setProgress(of chain: ChainID) {
        guard let progress = tracker.progress(chain) else { return }
        let counters = [
            ("committed", progress.committed), ("proven", progress.proven),
            ("confirmed", progress.confirmed), ("executed", progress.executed),
            ("queue", progress.queueLength),
        ]
        for (name, value) in counters {
            show(
                "zkl_node_chain_progress", "Counters of a chain's contract.",
                Int64(clamping: value),
                [MetricLabel("chain", String(chain.rawValue)), MetricLabel("what", name)])
        }
    }

    private func show(
        _ name: String, _ help: String, _ value: Int64, _ labels: [MetricLabel] = []
    ) {
        metrics.gauge(name, help: help, labels: labels).set(value)
    }
}
