public import Ledger
public import ProofPipeline
public import Settling

/// Configuration of a node.
public struct NodeConfiguration: Sendable {
    /// The network's number.
    public var network: NetworkID
    /// The owner of account 0, the protocol's fee account.
    public var feeOwner: ChainAddress
    /// The settlement chains.
    public var chains: [SettledChain]
    /// Symbols of tokens, for display.
    public var symbols: [TokenID: String] = [:]
    /// The least fee by token; if empty, no fee is asked for.
    public var minimumFees: [TokenID: Amount] = [:]
    /// The directory of the log and the store.
    public var dataDirectory: String
    /// The IPv4 address to listen on.
    public var listenAddress = "127.0.0.1"
    /// The port to listen on; 0 lets the system choose.
    public var listenPort = 9_100
    /// The IPv4 address and port of a second listener, for the status pages alone.
    ///
    /// It answers also when all connections of the first are taken; port 0 lets the system choose.
    public var statusListener: (address: String, port: Int)?
    /// The value of `Access-Control-Allow-Origin`; `nil` unless browsers of other origins may call.
    public var allowedOrigin: String?
    /// The time that a block stays open after its first operation.
    public var blockIntervalMilliseconds: UInt64 = 1_000
    /// The number of operations that closes a block at once.
    public var maximumOperations = 512
    public var oracles: [any OraclePort] = []
    /// Settings of settlement.
    public var settlement = SettlementSettings()
    /// How blocks are proven; `nil`: this node proves none.
    public var proving: ProvingConfiguration?
    /// The most connections open at one time.
    public var maximumConnectionCount = 1_024
    /// The most connections open at one time from one address.
    public var maximumConnectionCountPerAddress = 256
    /// The version that the interface reports.
    public static let version = "0.1.0"

    public init(
        network: NetworkID, feeOwner: ChainAddress, chains: [SettledChain], dataDirectory: String
    ) {
        self.network = network
        self.feeOwner = feeOwner
        self.chains = chains
        self.dataDirectory = dataDirectory
    }
}
