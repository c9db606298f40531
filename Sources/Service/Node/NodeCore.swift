import Ledger
import Network
import ProofPipeline
import Scheduling
import Sequencing
import Settlement
import Settling
import Transition

/// A node without its interface: the recovered sequencer, the settlement of its blocks, and their
/// proofs.
struct NodeCore {
    let storage: NodeStorage
    let engine: SequencingEngine
    let settlement: NodeSettlement
    /// `nil` where this node proves nothing.
    let proving: ProofPipeline?
    let metrics = Metrics()
    let alarms = Alarms()
    /// The number of log records that were applied again.
    let replayedCount: Int

    init(
        _ genesis: Genesis, _ configuration: NodeConfiguration, _ ports: NodeService.Ports
    ) throws(SequencingError) {
        let clock = ports.clock
        storage = try NodeStorage(genesis, configuration, ports)

        let recovered = try Recovery.recover(
            genesis: genesis, store: storage.store, log: storage.log,
            settings: Sequencer.Settings(
                blockIntervalMilliseconds: configuration.blockIntervalMilliseconds,
                maximumOperations: configuration.maximumOperations),
            nowMilliseconds: clock.nowMilliseconds)
        replayedCount = recovered.replayedCount
        ports.log("recovered: \(recovered.replayedCount) log records applied again")

        engine = SequencingEngine(
            recovered: recovered, log: storage.log, store: storage.store, clock: clock)
        engine.halted.add { [alarms] error in
            ports.log("halted: \(error)")
            alarms.raise(.halted, detail: "\(error)", nowMilliseconds: clock.nowMilliseconds)
        }
        let blocks = BlockSource(
            tracker: SettlementTracker(chains: configuration.chains.map(\.port.chain).sorted()),
            store: storage.store)
        proving = Self.proving(configuration, ports, genesis, blocks, metrics, alarms)
        settlement = try NodeSettlement(
            configuration, ports, engine: engine, blocks: blocks, proofs: proving?.proofs,
            alarms: alarms)
        engine.sealed.add { [proving] _ in proving?.signal() }
    }
    private static func proving(
        _ configuration: NodeConfiguration, _ ports: NodeService.Ports, _ genesis: Genesis,
        _ blocks: BlockSource, _ metrics: Metrics, _ alarms: Alarms
    ) -> ProofPipeline? {
        guard let settings = configuration.proving else { return nil }
        var parts = ProofPipeline.Ports(
            genesis: genesis, blocks: blocks,
            directory: configuration.dataDirectory + "/proving", metrics: metrics,
            clock: ports.clock, log: ports.log)
        parts.stores = ports.provingStores
        return ProofPipeline(settings, parts, alarms: alarms)
    }
}
