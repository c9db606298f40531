public import Bytes
import Dispatch
import Ledger
import Network
import NodeApi
public import RpcApi
public import Scheduling
public import Sequencing
import Settling
public import Storage
import Synchronization
import Transition

/// A running node.
///
/// A class because it owns threads and a server.
public final class NodeService: Sendable {
    /// The port on which it serves.
    public let port: Int
    /// Hash of the genesis header.
    public let genesisHash: Bytes32
    /// Number of log records that were applied again at the start.
    public let replayedCount: Int
    private let engine: SequencingEngine
    private let settlement: NodeSettlement
    private let alarms: Alarms
    private let reporting: NodeHealth
    private let gateway: Gateway
    private let server: Server
    private let isStopped = Atomic<Bool>(false)

    /// What a node writes and reads through; the defaults are the machine's.
    public struct Ports: Sendable {
        /// Files of the log; `nil`: the data directory.
        public var files: (any FileSystem)?
        /// The store; `nil`: LMDB in the data directory.
        public var store: (any KeyValueStore)?
        /// The clock.
        public var clock: any WallClock = SystemClock()
        /// Lines for an operator.
        public var log: @Sendable (String) -> Void = { _ in }

        /// The machine's own.
        public init() {}
    }

    /// Recovers the state, then serves, follows and settles.
    public static func start(
        _ configuration: NodeConfiguration, ports: Ports = Ports()
    ) throws(NodeError) -> NodeService {
        try NodeService(configuration, ports)
    }

    /// Hash of the genesis header that a configuration leads to.
    public static func genesisHash(
        of configuration: NodeConfiguration
    ) throws(NodeError) -> Bytes32 {
        let genesis = try NodeStorage.genesis(configuration)
        return genesis.header(root: BlockSealer.root(of: genesis.records)).hash
    }

    private init(_ configuration: NodeConfiguration, _ ports: Ports) throws(NodeError) {
        let clock = ports.clock
        let storage = try NodeStorage(configuration, ports)
        genesisHash = storage.store.genesisHash

        let recovered = try Recovery.recover(
            genesis: storage.genesis, store: storage.store, log: storage.log,
            settings: Sequencer.Settings(
                blockIntervalMilliseconds: configuration.blockIntervalMilliseconds,
                maximumOperations: configuration.maximumOperations),
            nowMilliseconds: clock.nowMilliseconds)
        replayedCount = recovered.replayedCount
        ports.log("recovered: \(recovered.replayedCount) log records applied again")

        let alarms = Alarms()
        let engine = SequencingEngine(
            recovered: recovered, log: storage.log, store: storage.store, clock: clock)
        engine.halted.add { error in
            ports.log("halted: \(error)")
            alarms.raise(.halted, detail: "\(error)", nowMilliseconds: clock.nowMilliseconds)
        }
        settlement = try NodeSettlement(
            configuration, ports, engine: engine, store: storage.store, alarms: alarms)
        reporting = NodeHealth(
            chains: configuration.chains, hasOracles: !configuration.oracles.isEmpty,
            engine: engine, tracker: settlement.tracker, feeds: settlement.feeds,
            alarms: alarms)
        gateway = Self.gateway(configuration, ports, engine, settlement, alarms, reporting)

        self.engine = engine
        self.alarms = alarms
        engine.start()
        do throws(NetworkError) {
            server = try Server(
                ServerConfiguration(configuration), handlers: gateway.handlers)
        } catch {
            engine.stop()
            throw .network("\(error)")
        }
        port = server.port
        settlement.start()
        reporting.setReady(true)
        ports.log("serving on \(configuration.listenAddress):\(port)")
    }

    /// The public interface of the parts, with frames for what they announce.
    private static func gateway(
        _ configuration: NodeConfiguration, _ ports: Ports, _ engine: SequencingEngine,
        _ settlement: NodeSettlement, _ alarms: Alarms, _ health: NodeHealth
    ) -> Gateway {
        let hub = SubscriptionHub(startMilliseconds: ports.clock.nowMilliseconds)
        let frames = FramePublisher(
            hub: hub, tracker: settlement.tracker, payouts: settlement.payouts)
        engine.published.add { frames.published($0) }
        engine.sealed.add { frames.changed([$0.number]) }
        settlement.reached.add { frames.reached($0) }
        alarms.changed.add { [weak health] _ in
            guard let health else { return }
            hub.publish(StreamName(channel: .health, id: nil)) { health.report.wire }
        }
        let metrics = NodeMetrics(
            metrics: Metrics(), engine: engine, tracker: settlement.tracker, hub: hub,
            alarms: alarms, health: health)
        return Gateway(
            NodeApiParts(
                settings: NodeApiSettings(
                    network: configuration.network, version: configuration.version,
                    symbols: configuration.symbols, minimumFees: configuration.minimumFees,
                    chains: configuration.chains),
                engine: engine, blocks: settlement.blocks, payouts: settlement.payouts,
                hub: hub,
                reports: ProcessReports(
                    isReady: { health.isReady }, health: { health.report },
                    metrics: { metrics.text }),
                metrics: metrics.metrics, clock: ports.clock, log: ports.log))
    }

    deinit { stop() }

    /// Ends in order; a second call does nothing.
    ///
    /// No new request, nothing more from chains, the open block closed and stored,
    /// every answer out, then the server.
    public func stop() {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        reporting.setReady(false)
        gateway.close()
        settlement.stop()
        engine.stop()
        // After a fault some answers never come: nobody waits for them.
        server.stop(
            graceMilliseconds: alarms.isRaised(.halted) ? 0 : NodeLimits.serverGraceMilliseconds)
    }

    /// Health of each part.
    public var health: HealthReport { reporting.report }

    /// Number of the last sealed block.
    public var blockNumber: UInt64 { settlement.tracker.latest }
}

extension ServerConfiguration {
    init(_ configuration: NodeConfiguration) {
        self.init(port: configuration.listenPort)
        address = configuration.listenAddress
        maximumConnectionCount = configuration.maximumConnectionCount
        allowedOrigin = configuration.allowedOrigin
    }
}
