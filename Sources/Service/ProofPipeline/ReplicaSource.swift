package import Storage
package import Transition

/// Where the replica of the state is kept.
package struct ReplicaSource: Sendable {
    private let store: any KeyValueStore
    private let genesis: Genesis

    /// The replica of a network in a separate store.
    package init(_ store: any KeyValueStore, genesis: Genesis) {
        (self.store, self.genesis) = (store, genesis)
    }

    /// Reads the replica.
    func open() throws(ReplicaError) -> StateReplica {
        try StateReplica(store, genesis: genesis)
    }

    /// Removes the replica and begins at the genesis.
    func openAnew() throws(ReplicaError) -> StateReplica {
        try StateReplica.clear(store)
        return try open()
    }
}
