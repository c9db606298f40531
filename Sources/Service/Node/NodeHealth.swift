import Ledger
import Network
import NodeApi
import ProofPipeline
import RpcApi
import Sequencing
import Settlement
import Settling
import Synchronization

/// Health and metrics of the process, read from its parts.
///
/// A class because the interface and the service share the readiness.
final class NodeHealth: Sendable {
    private let chains: [SettledChain]
    private let hasOracles: Bool
    private let engine: SequencingEngine
    private let tracker: SettlementTracker
    private let feeds: [PriorityFeed]
    private let alarms: Alarms
    private let proving: ProofPipeline?
    private let readiness = Atomic<Bool>(false)

    init(
        chains: [SettledChain], hasOracles: Bool, engine: SequencingEngine,
        tracker: SettlementTracker, feeds: [PriorityFeed], proving: ProofPipeline?, alarms: Alarms
    ) {
        self.chains = chains
        self.hasOracles = hasOracles
        self.engine = engine
        self.tracker = tracker
        self.feeds = feeds
        self.proving = proving
        self.alarms = alarms
    }

    /// The reason why operations are not admitted; `nil` when they are.
    var unreadyReason: String? {
        guard readiness.load(ordering: .acquiring) else { return "starting or stopping" }
        let reasons = alarms.stopping(.admission)
        return reasons.isEmpty ? nil : reasons.map(\.line).joined(separator: "; ")
    }

    func setReady(_ isReady: Bool) { readiness.store(isReady, ordering: .releasing) }

    var report: HealthReport {
        let components = components
        let alarms = alarms.raised.map { AlarmInfo($0) }
        let states = components.map(\.status)
        let isDegraded = states.contains(.degraded) || !alarms.isEmpty
        return HealthReport(
            status: states.contains(.failed) ? .failed : isDegraded ? .degraded : .ok,
            modeText: SettlementModeName(tracker.mode).text,
            isSimulated: chains.contains { $0.isSimulated }, components: components,
            alarms: alarms)
    }

    private var components: [ComponentHealth] {
        let sequencer = ComponentHealth(
            name: "sequencer", status: alarms.stopped.contains(.admission) ? .failed : .ok,
            detail: "block \(tracker.latest), \(engine.unsealedCount) to seal")
        let oracles = ComponentHealth(
            name: "oracles", status: alarms.isRaised(.oracleThreshold) ? .degraded : .ok,
            detail: nil)
        let proving = proving.map {
            ComponentHealth(
                name: "proving", status: alarms.isRaised(.proving) ? .degraded : .ok,
                detail: $0.detail)
        }
        return [sequencer] + chains.map { component($0) } + (hasOracles ? [oracles] : [])
            + [proving].compactMap { $0 }
    }

    private func component(_ chain: SettledChain) -> ComponentHealth {
        let id = chain.port.chain
        let raised = AlarmKind.allCases.filter { alarms.isRaised($0, chain: id) }
        var detail = chain.isSimulated ? "simulated: holds no value; " : ""
        let feed = feeds.first { $0.chain.port.chain == id }
        detail += "\(feed?.readCount ?? 0) queue entries read"
        if let progress = tracker.progress(id) {
            detail += "; committed \(progress.committed), proven \(progress.proven), "
            detail += "confirmed \(progress.confirmed), executed \(progress.executed)"
        }
        if !raised.isEmpty { detail += "; " + raised.map(\.rawValue).joined(separator: ", ") }
        return ComponentHealth(
            name: "chain \(id.rawValue) \(chain.name)",
            status: raised.isEmpty ? .ok : .degraded, detail: detail)
    }
}
