public import Bytes
internal import Network

/// The funded accounts of a development chain's node, which signs with their keys for anyone.
///
/// Nodes of real chains hold no keys: `eth_accounts` is empty there.
public struct DevelopmentFaucet {
    private let client: EthereumClient
    private let account: EthereumAddress

    /// The faucet of a node; `nil` when it holds no account.
    public init?(client: EthereumClient) throws(EthereumError) {
        let method = "eth_accounts"
        guard let accounts = try client.call(method, []).arrayValue else {
            throw .malformed(method: method, field: "result")
        }
        guard let first = accounts.first else { return nil }
        guard let account = first.stringValue.flatMap({ EthereumAddress(hex: $0) }) else {
            throw .malformed(method: method, field: "0")
        }
        (self.client, self.account) = (client, account)
    }

    /// Sends native coins, in wei; returns the transaction's hash.
    public func send(
        coins amount: UInt128, to receiver: EthereumAddress
    ) throws(EthereumError) -> Bytes32 {
        try send(EthereumCall(to: receiver, value: amount, data: []))
    }

    /// Whether a token can be minted by anyone: a mock of tests and development networks.
    public func isMock(_ token: EthereumAddress) -> Bool {
        let answer = try? client.read(MockTokenFunctions.isMock, [], of: token)
        return answer?.first?.boolValue ?? false
    }

    /// Mints units of a mock token; returns the transaction's hash.
    public func mint(
        _ amount: UInt128, of token: EthereumAddress, to receiver: EthereumAddress
    ) throws(EthereumError) -> Bytes32 {
        let data = MockTokenFunctions.mint.encodeCall([.address(receiver), .uint(amount)])
        return try send(EthereumCall(to: token, value: 0, data: data))
    }

    private func send(_ call: EthereumCall) throws(EthereumError) -> Bytes32 {
        let method = "eth_sendTransaction"
        let result = try client.call(method, [call.json(from: account)])
        guard let hash = EthereumQuantity.bytes(result).flatMap({ Bytes32($0) }) else {
            throw .malformed(method: method, field: "result")
        }
        return hash
    }
}

/// The functions of mock tokens besides those of ERC-20.
private enum MockTokenFunctions {
    static let mint = ABIFunction("mint", [.address, .uint(bits: 256)])
    static let isMock = ABIFunction("is_mock", returns: [.bool])
}
