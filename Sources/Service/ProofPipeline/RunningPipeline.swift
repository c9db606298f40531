import Dispatch
import Network
import ProofJobs
import ProofStores
import Provers
import Storage

/// A pipeline whose keys are made: the open queue and the parts that use it.
struct RunningPipeline: Sendable {
    let cutting: BlockCutting
    let upkeep: QueueUpkeep
    /// The listener for workers, if one is configured.
    let service: ProverService?

    /// Opens queue and listener; nothing runs before `start`, but workers are answered.
    init(
        _ configuration: ProvingConfiguration, _ ports: ProofPipeline.Ports,
        _ tools: ProvingTools, _ proofs: WrappedProofs, _ alarm: ProvingAlarm
    ) throws {
        let queue = try Self.queue(configuration, ports, tools)
        cutting = BlockCutting(
            BlockCutting.Ports(
                blocks: ports.blocks, cutter: tools.cutter, queue: queue,
                replica: ReplicaSource(
                    try Self.store(ports.stores?.replica, ports.directory, "state"),
                    genesis: ports.genesis)),
            alarm: alarm, log: ports.log)
        upkeep = QueueUpkeep(
            queue, blocks: ports.blocks, proofs: proofs, alarm: alarm,
            patience: QueueUpkeep.Patience(
                milliseconds: configuration.alarmMilliseconds, clock: ports.clock),
            policy: configuration.policy)
        service = try configuration.listener.map { listener in
            try ProverService(
                queue, address: listener.address, port: listener.port, token: listener.token,
                planMilliseconds: nil, metrics: ports.metrics, log: ports.log)
        }
        // Last: what has not begun holds no file open when it is tried again.
        proofs.open(queue, verify: tools.verify)
        if let service { ports.log("proving: workers are served on port \(service.port)") }
    }

    func start() {
        upkeep.start()
        cutting.start()
    }

    func stop(limit: DispatchTime) {
        cutting.stop(limit: limit)
        upkeep.stop(limit: limit)
        service?.stop()
    }

    /// Blocks in the queue and proven, and what waits, runs and fails.
    var detail: String {
        guard let report = upkeep.report else { return "opening the queue" }
        return "block \(cutting.number) cut, \(report.proven) proven; \(report.text)"
    }

    private static func queue(
        _ configuration: ProvingConfiguration, _ ports: ProofPipeline.Ports,
        _ tools: ProvingTools
    ) throws(JobError) -> any JobStore {
        switch configuration.queue {
        case .embedded:
            let store: any KeyValueStore
            do throws(StorageError) {
                store = try Self.store(ports.stores?.queue, ports.directory, "queue")
            } catch {
                throw .unavailable(cause: "\(error)")
            }
            return try EmbeddedJobStore(store, check: tools.check, clock: ports.clock)
        case .postgres(let information):
            return try PostgresJobStore(information, check: tools.check)
        }
    }

    /// A given store, or that of a folder in a directory.
    private static func store(
        _ given: (any KeyValueStore)?, _ directory: String, _ name: String
    ) throws(StorageError) -> any KeyValueStore {
        if let given { return given }
        _ = try DirectoryFileSystem(path: directory)
        return try LMDBStore(path: directory + "/" + name)
    }
}
