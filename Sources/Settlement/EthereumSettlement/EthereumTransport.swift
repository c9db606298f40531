public import Network

/// A connection to a node; `JSONRPCClient` over HTTP, or a test's.
public protocol EthereumTransport: Sendable {
    /// The result of one JSON-RPC call.
    func call(_ method: String, _ params: JSON) throws(NetworkError) -> JSON
}

extension JSONRPCClient: EthereumTransport {}
