public import Bytes
public import Ledger

/// Why a node does not start or stops.
public enum NodeError: Error, Equatable, Sendable {
    /// The configuration contradicts itself.
    case configuration(String)
    /// The data directory belongs to another network, or to another genesis of it.
    case foreignData(expected: Bytes32, actual: Bytes32)
    /// A stored value does not decode.
    case corruptStore(String)
    /// A record of the log does not decode.
    case corruptLog(position: UInt64)
    /// The store is ahead of the log: files of different nodes, or a lost log.
    case logBehindStore(log: UInt64, store: UInt64)
    /// A record of the log does not apply to the state that it was applied to.
    case replayDiverges(position: UInt64)
    /// The records have another root than the stored header.
    case rootDiverges(block: UInt64)
    /// Files cannot be read or written.
    case storage(String)
    /// A chain is not the one that was configured.
    case chain(ChainID, String)
    /// The server cannot listen.
    case network(String)
    /// The rules created or destroyed value: nothing more is sequenced.
    case conservation(TokenID)
}
