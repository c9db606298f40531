import Bytes
import Ledger
import Network
import RpcApi
import Settlement
import Synchronization

/// What the parts of a running node share.
final class NodeParts: Sendable {
    let configuration: NodeConfiguration
    let clock: any NodeClock
    let log: @Sendable (String) -> Void
    let metrics: Metrics
    let store: NodeStore
    let board: SettlementBoard
    let hub: SubscriptionHub
    let payouts: PayoutBook
    let alarms: AlarmBoard
    let engine: SequencingEngine
    let startMilliseconds: UInt64
    private let readiness = Atomic<Bool>(false)
    private let feeds = Mutex<[PriorityFeed]>([])

    init(
        configuration: NodeConfiguration, clock: any NodeClock,
        log: @escaping @Sendable (String) -> Void, metrics: Metrics, store: NodeStore,
        publisher: NodePublisher, engine: SequencingEngine, startMilliseconds: UInt64
    ) {
        self.configuration = configuration
        self.clock = clock
        self.log = log
        self.metrics = metrics
        self.store = store
        board = publisher.board
        hub = publisher.hub
        payouts = publisher.payouts
        alarms = publisher.alarms
        self.engine = engine
        self.startMilliseconds = startMilliseconds
    }

    /// Whether requests are served.
    var isReady: Bool { readiness.load(ordering: .acquiring) && !alarms.isRaised(.halted) }

    func setReady(_ isReady: Bool) { readiness.store(isReady, ordering: .releasing) }

    func setFeeds(_ list: [PriorityFeed]) { feeds.withLock { $0 = list } }

    /// A sealed block from memory or the store.
    func block(_ number: UInt64) throws(NodeError) -> SealedBlock? {
        if let entry = board.entry(number) { return entry.block }
        return try store.block(number)
    }

    /// What a block has reached, from memory or the store.
    func steps(
        of block: UInt64
    ) throws(NodeError) -> [ChainID: [SettlementStep: StepRecord]] {
        if let entry = board.entry(block) { return entry.steps }
        return try store.steps(of: block)
    }

    func status(of placement: Placement) throws(NodeError) -> OperationStatus {
        board.status(placement, steps: try steps(of: placement.blockNumber))
    }

    /// The whole present state of a channel that the board knows.
    func snapshot(_ name: StreamName) -> JSON {
        switch name.channel {
        case .blocks:
            var event = BlocksEvent()
            event.blocks = board.unexecuted.map { block in
                board.info(block, steps: board.entry(block.number)?.steps ?? [:])
            }
            return event.wire
        case .payouts:
            var event = PayoutsEvent()
            if let id = name.id.flatMap({ UInt8(exactly: $0) }) {
                event.payouts = payouts.list(ChainID(id), board: board)
                    .filter { $0.status != .executed }
            }
            return event.wire
        case .health: return health.wire
        case .account, .pools: return .null
        }
    }
}

// MARK: Health

extension NodeParts {
    /// How each part is.
    var health: HealthReport {
        var report = HealthReport()
        report.modeText = SettlementModeName.attested.text
        report.isSimulated = configuration.chains.contains { $0.isSimulated }
        report.alarms = alarms.alarms
        let isHalted = alarms.isRaised(.halted)
        report.components.append(
            ComponentHealth(
                name: "sequencer", status: isHalted ? .failed : .ok,
                detail: "block \(board.latest), \(engine.unsealedCount) to seal"))
        for chain in configuration.chains { report.components.append(health(of: chain)) }
        if !configuration.oracles.isEmpty {
            report.components.append(
                ComponentHealth(
                    name: "oracles",
                    status: alarms.isRaised(.oracleThreshold) ? .degraded : .ok))
        }
        let worst = report.components.map(\.status)
        report.status =
            worst.contains(.failed)
            ? .failed : worst.contains(.degraded) || !report.alarms.isEmpty ? .degraded : .ok
        return report
    }

    private func health(of chain: NodeChain) -> ComponentHealth {
        let id = chain.port.chain
        let raised = AlarmBoard.Reason.allCases.filter { alarms.isRaised($0, chain: id) }
        var detail = chain.isSimulated ? "simulated: holds no value; " : ""
        let feed = feeds.withLock { $0.first { $0.chain.port.chain == id } }
        detail += "\(feed?.readCount ?? 0) queue entries read"
        if let progress = board.progress(id) {
            detail += "; committed \(progress.committed), proven \(progress.proven), "
            detail += "confirmed \(progress.confirmed), executed \(progress.executed)"
        }
        if !raised.isEmpty { detail += "; " + raised.map(\.rawValue).joined(separator: ", ") }
        return ComponentHealth(
            name: "chain \(id.rawValue) \(chain.name)",
            status: raised.isEmpty ? .ok : .degraded, detail: detail)
    }

    /// Brings the gauges up to date before they are shown.
    func refreshGauges() {
        metrics.gauge("zkl_node_block_number", help: "Last sealed block.")
            .set(Int64(clamping: board.latest))
        metrics.gauge("zkl_node_in_flight", help: "Submissions not answered yet.")
            .set(Int64(engine.inFlightCount))
        metrics.gauge("zkl_node_unsealed_blocks", help: "Closed blocks not stored yet.")
            .set(Int64(engine.unsealedCount))
        metrics.gauge("zkl_node_subscriptions", help: "Open subscriptions.").set(Int64(hub.count))
        metrics.gauge("zkl_node_ready", help: "1 when requests are served.").set(isReady ? 1 : 0)
        for reason in AlarmBoard.Reason.allCases {
            metrics.gauge(
                "zkl_node_alarms", help: "Raised alarms.",
                labels: [MetricLabel("reason", reason.rawValue)]
            ).set(Int64(alarms.count(reason)))
        }
        for chain in board.chains {
            guard let progress = board.progress(chain) else { continue }
            let counters = [
                ("committed", progress.committed), ("proven", progress.proven),
                ("confirmed", progress.confirmed), ("executed", progress.executed),
                ("queue", progress.queueLength),
            ]
            for (name, value) in counters {
                metrics.gauge(
                    "zkl_node_chain_progress", help: "Counters of a chain's contract.",
                    labels: [
                        MetricLabel("chain", String(chain.rawValue)), MetricLabel("what", name),
                    ]
                ).set(Int64(clamping: value))
            }
        }
    }
}
