import Bytes
import Ledger
import RpcApi
import Settlement
import Storage
import Synchronization
import Transition

extension NodeAssembly {
    static func genesis(_ configuration: NodeConfiguration) throws(NodeError) -> Genesis {
        do throws(TransitionError) {
            return try Genesis(
                network: configuration.network, chains: configuration.chains.map(\.port.chain),
                feeOwner: configuration.feeOwner)
        } catch {
            throw .configuration("the chains of the genesis: \(error)")
        }
    }

    static func keyValueStore(
        _ configuration: NodeConfiguration, _ ports: NodeService.Ports
    ) throws(NodeError) -> any KeyValueStore {
        if let store = ports.store { return store }
        return try storing { () throws(StorageError) in
            _ = try DirectoryFileSystem(path: configuration.dataDirectory)
            return try LMDBStore(path: configuration.dataDirectory + "/state")
        }
    }

    static func log(
        _ configuration: NodeConfiguration, _ ports: NodeService.Ports, _ genesis: Bytes32,
        _ slot: EngineSlot
    ) throws(NodeError) -> DurableLog {
        try storing { () throws(StorageError) in
            let files: any FileSystem
            if let given = ports.files {
                files = given
            } else {
                _ = try DirectoryFileSystem(path: configuration.dataDirectory)
                files = try DirectoryFileSystem(path: configuration.dataDirectory + "/log")
            }
            return try DurableLog(
                files, label: genesis.array,
                onDurable: { slot.engine?.becameDurable(upTo: $0) },
                onFailure: { slot.engine?.logFailed($0) })
        }
    }

    /// Takes the stored blocks that may not be executed everywhere back into memory.
    static func restore(_ publisher: NodePublisher, _ store: NodeStore) throws(NodeError) {
        guard let checkpoint = try store.checkpoint() else { return }
        let first = checkpoint.block > 1_024 ? checkpoint.block - 1_023 : 1
        for number in first...max(first, checkpoint.block) {
            guard let block = try store.block(number) else {
                throw .corruptStore("block \(number) is missing")
            }
            publisher.board.add(block, steps: try store.steps(of: number))
            publisher.payouts.add(block)
        }
    }

    static func feeds(_ parts: NodeParts, _ publisher: NodePublisher) -> [PriorityFeed] {
        parts.configuration.chains.map { chain in
            let feed = PriorityFeed(
                chain: chain, engine: parts.engine, store: parts.store, alarms: parts.alarms,
                clock: parts.clock,
                pollMilliseconds: parts.configuration.settlement.pollMilliseconds)
            publisher.whenSealed { feed.stored($0.header) }
            return feed
        }
    }

    static func drivers(_ parts: NodeParts, _ publisher: NodePublisher) -> [SettlementDriver] {
        let configuration = parts.configuration
        let store = parts.store
        let panel = OraclePanel(
            oracles: configuration.oracles, threshold: configuration.settlement.oracleThreshold,
            network: configuration.network,
            alarmMilliseconds: configuration.settlement.alarmMilliseconds, alarms: parts.alarms)
        return configuration.chains.compactMap { chain in
            guard let factory = chain.account else { return nil }
            let id = chain.port.chain
            let driver = SettlementDriver(
                chain: chain, board: parts.board, panel: panel, alarms: parts.alarms,
                blocks: BlockSource(board: parts.board, store: store), clock: parts.clock,
                settings: configuration.settlement,
                makeAccount: {
                    try factory(try store.accountState(of: id)) { state in
                        do throws(NodeError) {
                            try store.save(accountState: state, of: id)
                        } catch {
                            parts.log("account of chain \(id.rawValue): \(error)")
                        }
                    }
                },
                reached: { publisher.reached($0) })
            publisher.whenSealed { _ in driver.signal() }
            return driver
        }
    }
}

/// Where the log finds the engine, which is made after it.
final class EngineSlot: Sendable {
    private let held = Mutex<SequencingEngine?>(nil)

    var engine: SequencingEngine? { held.withLock { $0 } }

    func set(_ engine: SequencingEngine) { held.withLock { $0 = engine } }
}

/// Where alarms find the node whose health has changed.
final class HealthSlot: Sendable {
    private struct Weak {
        weak var parts: NodeParts?
    }

    private let held = Mutex(Weak())

    func set(_ parts: NodeParts) { held.withLock { $0.parts = parts } }

    func changed() {
        guard let parts = held.withLock({ $0.parts }) else { return }
        parts.hub.publish(StreamName(channel: .health, id: nil)) { parts.health.wire }
    }
}
