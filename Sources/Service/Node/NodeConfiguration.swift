public import Ledger
public import Settling

/// Configuration of a node.
public struct NodeConfiguration: Sendable {
    /// The network's number.
    public var network: NetworkID
    /// Owner of account 0, which receives fees.
    public var feeOwner: ChainAddress
    /// The settlement chains.
    public var chains: [SettledChain]
    /// Symbols of tokens, for people.
    public var symbols: [TokenID: String] = [:]
    /// The least fee in each token that fees are taken in; empty: no fee is asked for.
    public var minimumFees: [TokenID: Amount] = [:]
    /// Directory of the log and the store.
    public var dataDirectory: String
    /// The IPv4 address to serve.
    public var listenAddress = "127.0.0.1"
    /// The port to serve; 0 lets the system choose.
    public var listenPort = 9_100
    /// The value of `Access-Control-Allow-Origin`, if browsers of other origins may call.
    public var allowedOrigin: String?
    /// Time that a block stays open after its first operation.
    public var blockIntervalMilliseconds: UInt64 = 1_000
    /// Number of operations that closes a block at once.
    public var maximumOperations = 512
    public var oracles: [any OraclePort] = []
    /// Settings of settlement.
    public var settlement = SettlementSettings()
    /// Connections open at one time.
    public var maximumConnectionCount = 1_024
    /// Version of the node.
    public var version = "0.1.0"

    public init(
        network: NetworkID, feeOwner: ChainAddress, chains: [SettledChain], dataDirectory: String
    ) {
        self.network = network
        self.feeOwner = feeOwner
        self.chains = chains
        self.dataDirectory = dataDirectory
    }
}
