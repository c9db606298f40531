public import Network

/// Errors of this adapter, a node or a contract.
public enum EthereumError: Error, Equatable, Sendable {
    /// The node could not be reached or did not speak JSON-RPC.
    case transport(NetworkError)
    /// The node refused the request.
    case remote(code: Int, message: String)
    /// The contract reverted, with its reason when it gave one.
    case reverted(reason: String)
    /// A member of a node's answer is missing or malformed.
    case malformed(method: String, field: String)
    /// ABI or RLP data ends too early.
    case truncated(needed: Int, available: Int)
    /// A length, count or depth exceeds its limit.
    case limitExceeded(limit: Int, actual: Int)
    /// A value is not in the range of its type.
    case invalidValue(type: String)
    /// Bytes follow the end of RLP data, or an item is not in its shortest form.
    case notCanonical
    /// Bytes in an event are not a valid encoding of the network.
    case undecodableEvent(name: String)
    /// A number is outside what the call can carry.
    case outOfRange(field: String)
    /// The node follows another chain.
    case wrongChain(expected: UInt64, actual: UInt64)
    /// The node does not have the block.
    case unknownBlock(number: UInt64)
    /// The nodes of the chain do not agree on a block.
    case nodesDisagree(blockNumber: UInt64)
    /// The key cannot sign.
    case cannotSign
}
