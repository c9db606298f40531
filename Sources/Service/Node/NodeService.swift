public import Bytes
import Dispatch
import Ledger
import Network
public import RpcApi
import Settlement
public import Storage
import Synchronization
import Transition

/// A running node.
public final class NodeService: Sendable {
    /// The port on which it serves.
    public let port: Int
    /// Hash of the genesis header.
    public let genesisHash: Bytes32
    /// How many records of the log were applied again at the start.
    public let replayedCount: Int
    private let parts: NodeParts
    private let gateway: Gateway
    private let server: Server
    private let feeds: [PriorityFeed]
    private let drivers: [SettlementDriver]
    private let audit: CustodyAudit
    private let isStopped = Atomic<Bool>(false)

    /// What a node writes and reads through; the defaults are the machine's.
    public struct Ports: Sendable {
        /// Files of the log; `nil`: the data directory.
        public var files: (any FileSystem)?
        /// The store; `nil`: LMDB in the data directory.
        public var store: (any KeyValueStore)?
        /// The clock.
        public var clock: any NodeClock = SystemClock()
        /// Where lines for an operator go.
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

    /// The hash of the genesis header that a configuration leads to.
    public static func genesisHash(
        of configuration: NodeConfiguration
    ) throws(NodeError) -> Bytes32 {
        let genesis = try NodeAssembly.genesis(configuration)
        return genesis.header(root: BlockSealer.root(of: genesis.records)).hash
    }

    private init(_ configuration: NodeConfiguration, _ ports: Ports) throws(NodeError) {
        let assembly = try NodeAssembly(configuration, ports)
        parts = assembly.parts
        feeds = assembly.feeds
        drivers = assembly.drivers
        genesisHash = assembly.parts.store.genesisHash
        replayedCount = assembly.replayedCount
        audit = CustodyAudit(node: parts)
        gateway = Gateway(node: parts)
        parts.engine.start()
        var settings = ServerConfiguration(port: configuration.listenPort)
        settings.address = configuration.listenAddress
        settings.maximumConnectionCount = configuration.maximumConnectionCount
        settings.allowedOrigin = configuration.allowedOrigin
        do throws(NetworkError) {
            server = try Server(settings, handlers: gateway.handlers)
        } catch {
            parts.engine.stop()
            throw .network("\(error)")
        }
        port = server.port
        for feed in feeds { feed.start() }
        for driver in drivers { driver.start() }
        audit.start()
        parts.setReady(true)
        parts.log(
            "serving on \(configuration.listenAddress):\(port), \(SettlementModeName.attested.text)"
        )
    }

    deinit { stop() }

    /// Ends in order; a second call does nothing.
    ///
    /// No new request, nothing more from chains, the open block closed and stored,
    /// every answer out, then the server.
    public func stop() {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        parts.setReady(false)
        gateway.close()
        stopFollowing()
        parts.engine.stop()
        // After a fault some answers never come: nobody waits for them.
        server.stop(graceMilliseconds: parts.alarms.isRaised(.halted) ? 0 : 2_000)
    }

    /// Ends what talks to chains.
    ///
    /// A call that a chain leaves unanswered is not waited for: what it would have brought is read
    /// again after the next start.
    private func stopFollowing() {
        audit.cancel()
        for feed in feeds { feed.cancel() }
        for driver in drivers { driver.cancel() }
        let limit = DispatchTime.now() + .milliseconds(NodeLimits.stopPatienceMilliseconds)
        audit.stop(limit: limit)
        for feed in feeds { feed.stop(limit: limit) }
        for driver in drivers { driver.stop(limit: limit) }
    }

    /// How the node is.
    public var health: HealthReport { parts.health }

    /// The last sealed block's number.
    public var blockNumber: UInt64 { parts.board.latest }
}

/// Puts the parts of a node together.
struct NodeAssembly {
    let parts: NodeParts
    let feeds: [PriorityFeed]
    let drivers: [SettlementDriver]
    let replayedCount: Int

    init(
        _ configuration: NodeConfiguration, _ ports: NodeService.Ports
    ) throws(NodeError) {
        let clock = ports.clock
        let genesis = try Self.genesis(configuration)
        let genesisHeader = genesis.header(root: BlockSealer.root(of: genesis.records))
        let store = try NodeStore(
            try Self.keyValueStore(configuration, ports), genesisHash: genesisHeader.hash)
        let slot = EngineSlot()
        let log = try Self.log(configuration, ports, genesisHeader.hash, slot)
        let settings = Sequencer.Settings(
            blockIntervalMilliseconds: configuration.blockIntervalMilliseconds,
            maximumOperations: configuration.maximumOperations)
        let state = try Recovery.recover(
            genesis: genesis, store: store, log: log, settings: settings,
            nowMilliseconds: clock.nowMilliseconds)
        replayedCount = state.replayedCount
        ports.log("recovered: \(state.replayedCount) log records applied again")
        let hub = SubscriptionHub(startMilliseconds: clock.nowMilliseconds)
        let board = SettlementBoard(chains: genesis.chains)
        let healthSlot = HealthSlot()
        let alarms = AlarmBoard(changed: { healthSlot.changed() })
        let publisher = NodePublisher(board: board, hub: hub, alarms: alarms, store: store)
        try Self.restore(publisher, store)
        let engine = SequencingEngine(
            recovered: state, log: log, store: store, clock: clock,
            observers: SequencingEngine.Observers(
                published: { publisher.published($0) }, sealed: { publisher.sealed($0) },
                halted: { error in
                    ports.log("halted: \(error)")
                    alarms.raise(
                        .halted, detail: "\(error)", nowMilliseconds: clock.nowMilliseconds)
                }))
        slot.set(engine)
        let parts = NodeParts(
            configuration: configuration, clock: clock, log: ports.log, metrics: Metrics(),
            store: store, publisher: publisher, engine: engine,
            startMilliseconds: clock.nowMilliseconds)
        healthSlot.set(parts)
        self.parts = parts
        feeds = Self.feeds(parts, publisher)
        drivers = Self.drivers(parts, publisher)
        parts.setFeeds(feeds)
    }
}
