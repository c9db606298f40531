import Bytes
import Ledger
import Sequencing
import Settlement
import Settling
import Storage
import Transition

/// Genesis, store and log of a node before recovery.
struct NodeStorage {
    let genesis: Genesis
    let store: NodeStore
    let log: DurableLog

    init(
        _ genesis: Genesis, _ configuration: NodeConfiguration, _ ports: NodeService.Ports
    ) throws(SequencingError) {
        self.genesis = genesis
        let genesisHash = genesis.header(root: BlockSealer.root(of: genesis.records)).hash
        let (values, log) = try withSequencingErrors {
            () throws(StorageError) -> (any KeyValueStore, DurableLog) in
            (
                try Self.keyValueStore(configuration, ports),
                try DurableLog(Self.files(configuration, ports), label: genesisHash.array)
            )
        }
        store = try NodeStore(values, genesisHash: genesisHash)
        self.log = log
    }

    private static func keyValueStore(
        _ configuration: NodeConfiguration, _ ports: NodeService.Ports
    ) throws(StorageError) -> any KeyValueStore {
        if let store = ports.store { return store }
        _ = try DirectoryFileSystem(path: configuration.dataDirectory)
        return try LMDBStore(path: configuration.dataDirectory + "/state")
    }

    private static func files(
        _ configuration: NodeConfiguration, _ ports: NodeService.Ports
    ) throws(StorageError) -> any FileSystem {
        if let files = ports.files { return files }
        _ = try DirectoryFileSystem(path: configuration.dataDirectory)
        return try DirectoryFileSystem(path: configuration.dataDirectory + "/log")
    }
}

extension NodeConfiguration {
    /// The network's block 0.
    var genesis: Genesis {
        get throws(NodeError) {
            do throws(TransitionError) {
                return try Genesis(
                    network: network, chains: chains.map(\.genesis), feeOwner: feeOwner)
            } catch {
                throw .genesis(error)
            }
        }
    }
}
