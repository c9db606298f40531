package import Bytes
package import Storage
package import Transition

/// Reasons why the replica of the state does not open, or does not follow a block.
package enum ReplicaError: Error, Equatable, Sendable {
    /// The store has the state of a network with another genesis.
    case foreignState(expected: Bytes32, actual: Bytes32)
    /// A stored value is missing or does not decode.
    case corrupt(Value)
    /// The root of the stored records is not that of the stored header.
    case otherRoot(block: UInt64)
    /// The block does not follow from the state.
    case transition(block: UInt64, TransitionError)
    /// The block leads to another header than the sealed one.
    case otherHeader(block: UInt64, expected: Bytes32, actual: Bytes32)
    /// The store failed.
    case storage(StorageError)

    /// A value of the store.
    package enum Value: Equatable, Sendable {
        case genesisHash
        case header
        case record
        case lastQueued
    }
}
