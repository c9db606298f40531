public import Bytes
public import Storage
public import Transition

/// Reasons why sequencing does not start, or stops.
public enum SequencingError: Error, Equatable, Sendable {
    /// The data belongs to another network, or to another genesis of it.
    case foreignData(expected: Bytes32, actual: Bytes32)
    /// A stored value is missing or does not decode.
    case corruptStore(StoredValue)
    /// A record of the log does not decode.
    case corruptLog(position: UInt64)
    /// The store is ahead of the log: files of different nodes, or a lost log.
    case logBehindStore(log: UInt64, store: UInt64)
    /// A record of the log does not apply to its state.
    case replayDiverges(position: UInt64)
    /// The root of the records is not that of the stored header.
    case rootDiverges(block: UInt64)
    /// The log or the store failed.
    case storage(StorageError)
    /// A block cannot be opened or closed; nothing more is sequenced.
    case block(number: UInt64, TransitionError)
}

/// A kind of value in the store.
public enum StoredValue: Equatable, Sendable {
    case genesisHash
    case checkpoint
    case block(UInt64)
    case record
    case result(OperationReference)
    case step(block: UInt64)
}

/// Runs a storage operation and converts its error.
package func withSequencingErrors<Value>(
    _ body: () throws(StorageError) -> Value
) throws(SequencingError) -> Value {
    do throws(StorageError) {
        return try body()
    } catch {
        throw .storage(error)
    }
}
