public import Bytes
import Dispatch
import Ledger
import Network
import NodeApi
import ProofPipeline
public import RpcApi
public import Scheduling
import Sequencing
import Settling
public import Storage
import Synchronization
import Transition

/// A running node.
///
/// A class because it owns threads and a server.
public final class NodeService: Sendable {
    /// The port on which the node listens.
    public let port: Int
    /// The port of the listener for status pages alone; `nil` if none is configured.
    public let statusPort: Int?
    /// The hash of the genesis header.
    public let genesisHash: Bytes32
    /// The number of log records applied again at the start.
    public let replayedCount: Int
    private let engine: SequencingEngine
    private let settlement: NodeSettlement
    private let proving: ProofPipeline?
    private let alarms: Alarms
    private let reporting: NodeHealth
    private let gateway: Gateway
    private let server: Server
    private let statusServer: Server?
    private let isStopped = Atomic<Bool>(false)

    /// The ports of a node; by default those of the operating system.
    public struct Ports: Sendable {
        /// The files of the log; `nil`: the data directory.
        public var files: (any FileSystem)?
        /// The store; `nil`: LMDB in the data directory.
        public var store: (any KeyValueStore)?
        /// The stores of proving: of its queue and of its replica of the state; `nil`: LMDB in the
        /// data directory.
        public var provingStores: (queue: any KeyValueStore, replica: any KeyValueStore)?
        public var clock: any WallClock = SystemClock()
        /// Writes a line for the operator.
        public var log: @Sendable (String) -> Void = { _ in }

        public init() {}
    }

    /// Recovers the state, then serves, follows and settles.
    public static func start(
        _ configuration: NodeConfiguration, ports: Ports = Ports()
    ) throws(NodeError) -> NodeService {
        try NodeService(configuration, ports)
    }

    /// The hash of the genesis header that a configuration leads to.
    public static func genesisHash(
        of configuration: NodeConfiguration
    ) throws(NodeError) -> Bytes32 {
        let genesis = try configuration.genesis
        return genesis.header(root: BlockSealer.root(of: genesis.records)).hash
    }

    private init(_ configuration: NodeConfiguration, _ ports: Ports) throws(NodeError) {
        let genesis = try configuration.genesis
        let core: NodeCore
        do throws(SequencingError) {
            core = try NodeCore(genesis, configuration, ports)
        } catch {
            throw .sequencing(error)
        }
        engine = core.engine
        settlement = core.settlement
        proving = core.proving
        alarms = core.alarms
        genesisHash = core.storage.store.genesisHash
        replayedCount = core.replayedCount
        reporting = NodeHealth(
            chains: configuration.chains, hasOracles: !configuration.oracles.isEmpty,
            engine: engine, tracker: settlement.tracker, feeds: settlement.feeds,
            proving: core.proving, alarms: alarms)
        gateway = Self.gateway(configuration, ports, core, reporting)

        engine.start()
        // A chain that lost what the ledger took stops admission before the first request.
        settlement.startReading()
        do throws(NetworkError) {
            server = try Server(
                ServerConfiguration(configuration), handlers: gateway.handlers)
            statusServer = try Self.statusServer(configuration, gateway)
        } catch {
            settlement.stop()
            engine.stop()
            throw .network(error)
        }
        port = server.port
        statusPort = statusServer?.port
        settlement.startSettling()
        reporting.setReady(true)
        gateway.renewPages()
        ports.log("serving on \(configuration.listenAddress):\(port)")
        proving?.start()
    }

    private static func statusServer(
        _ configuration: NodeConfiguration, _ gateway: Gateway
    ) throws(NetworkError) -> Server? {
        guard let listener = configuration.statusListener else { return nil }
        var settings = ServerConfiguration(port: listener.port)
        settings.address = listener.address
        return try Server(settings, handlers: gateway.statusHandlers)
    }

    /// The public interface of the parts, with frames of their announcements.
    private static func gateway(
        _ configuration: NodeConfiguration, _ ports: Ports, _ core: NodeCore,
        _ health: NodeHealth
    ) -> Gateway {
        let (engine, settlement, alarms) = (core.engine, core.settlement, core.alarms)
        let hub = SubscriptionHub(startMilliseconds: ports.clock.nowMilliseconds)
        let frames = FramePublisher(
            hub: hub, tracker: settlement.tracker, payouts: settlement.payouts,
            clock: ports.clock)
        engine.published.add { frames.published($0) }
        engine.sealed.add { frames.changed([$0.number]) }
        settlement.reached.add { frames.reached($0) }
        alarms.changed.add { [weak health] change in
            ports.log(change.line)
            guard let health else { return }
            hub.publish(StreamName(channel: .health, id: nil)) { health.report.wire }
        }
        let metrics = NodeMetrics(
            metrics: core.metrics, engine: engine, tracker: settlement.tracker, hub: hub,
            alarms: alarms, health: health, proving: core.proving)
        return Gateway(
            NodeApiParts(
                settings: NodeApiSettings(
                    network: configuration.network, version: NodeConfiguration.version,
                    symbols: configuration.symbols, minimumFees: configuration.minimumFees,
                    chains: configuration.chains),
                engine: engine, blocks: settlement.blocks, payouts: settlement.payouts,
                alarms: alarms, hub: hub,
                reports: ProcessReports(
                    unreadyReason: { health.unreadyReason }, health: { health.report },
                    metrics: { metrics.text }, proving: { core.proving?.detail }),
                metrics: metrics.metrics, clock: ports.clock, log: ports.log))
    }

    deinit { stop() }

    /// Ends the node in order; a second call does nothing.
    ///
    /// Requests and chains first, then the open block is closed and stored, proving ends where it is,
    /// all answers are sent, and the server ends.
    public func stop() {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        reporting.setReady(false)
        gateway.close()
        settlement.stop()
        engine.stop()
        proving?.stop()
        // After a fault some answers never come, so they are not awaited.
        server.stop(
            graceMilliseconds: alarms.isRaised(.halted) ? 0 : NodeLimits.serverGraceMilliseconds)
        statusServer?.stop(graceMilliseconds: 0)
        gateway.stop()
    }

    /// The health of each part.
    public var health: HealthReport { reporting.report }

    /// The port on which provers are served; `nil` before its keys are made, or without one.
    public var proverPort: Int? { proving?.port }

    /// The number of the last sealed block.
    public var blockNumber: UInt64 { settlement.tracker.latest }
}

extension ServerConfiguration {
    init(_ configuration: NodeConfiguration) {
        self.init(port: configuration.listenPort)
        address = configuration.listenAddress
        maximumConnectionCount = configuration.maximumConnectionCount
        maximumConnectionCountPerAddress = configuration.maximumConnectionCountPerAddress
        allowedOrigin = configuration.allowedOrigin
    }
}
