public import Network

/// How questions reach a node; the real form is `JSONRPCClient`.
public protocol EthereumTransport: Sendable {
    /// The result of one call.
    func call(_ method: String, _ params: JSON) throws(NetworkError) -> JSON
}

extension JSONRPCClient: EthereumTransport {}
