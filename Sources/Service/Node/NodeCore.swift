import Ledger
import Scheduling
import Sequencing
import Settling
import Transition

/// A node without its interface: the recovered sequencer and the settlement of its blocks.
struct NodeCore {
    let storage: NodeStorage
    let engine: SequencingEngine
    let settlement: NodeSettlement
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
        settlement = try NodeSettlement(
            configuration, ports, engine: engine, store: storage.store, alarms: alarms)
    }
}
