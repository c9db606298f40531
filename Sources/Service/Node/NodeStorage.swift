import Bytes
import Ledger
import Sequencing
import Settlement
import Settling
import Storage
import Transition

/// Genesis, store and log of a node: what it knows before it recovers.
struct NodeStorage {
    let genesis: Genesis
    let store: NodeStore
    let log: DurableLog

    init(
        _ configuration: NodeConfiguration, _ ports: NodeService.Ports
    ) throws(NodeError) {
        genesis = try Self.genesis(configuration)
        let genesisHash = genesis.header(root: BlockSealer.root(of: genesis.records)).hash
        store = try NodeStore(
            try Self.keyValueStore(configuration, ports), genesisHash: genesisHash)
        log = try storing { () throws(StorageError) in
            try DurableLog(Self.files(configuration, ports), label: genesisHash.array)
        }
    }

    static func genesis(_ configuration: NodeConfiguration) throws(NodeError) -> Genesis {
        do throws(TransitionError) {
            return try Genesis(
                network: configuration.network, chains: configuration.chains.map(\.port.chain),
                feeOwner: configuration.feeOwner)
        } catch {
            throw .configuration("the chains of the genesis: \(error)")
        }
    }

    private static func keyValueStore(
        _ configuration: NodeConfiguration, _ ports: NodeService.Ports
    ) throws(NodeError) -> any KeyValueStore {
        if let store = ports.store { return store }
        return try storing { () throws(StorageError) in
            _ = try DirectoryFileSystem(path: configuration.dataDirectory)
            return try LMDBStore(path: configuration.dataDirectory + "/state")
        }
    }

    private static func files(
        _ configuration: NodeConfiguration, _ ports: NodeService.Ports
    ) throws(StorageError) -> any FileSystem {
        if let files = ports.files { return files }
        _ = try DirectoryFileSystem(path: configuration.dataDirectory)
        return try DirectoryFileSystem(path: configuration.dataDirectory + "/log")
    }
}
