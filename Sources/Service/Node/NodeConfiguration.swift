public import Bytes
public import Ledger
public import Settlement

/// What a node is told at its start.
public struct NodeConfiguration: Sendable {
    /// How blocks reach the chains.
    public struct Settlement: Sendable, Equatable {
        /// How often each chain is looked at.
        public var pollMilliseconds: UInt64 = 500
        /// Whether the node pays out what is pending for receivers.
        public var claimsForReceivers = true
        /// How long something may hang before it is an alarm.
        public var alarmMilliseconds: UInt64 = 60_000
        /// Signatures that the chains ask for; `nil`: more than two thirds of the oracles, at
        /// least two.
        public var oracleThreshold: Int?

        /// The defaults.
        public init() {}
    }

    /// The network's number.
    public var network: NetworkID
    /// Who owns account 0, which receives fees.
    public var feeOwner: Owner
    /// The settlement chains.
    public var chains: [NodeChain]
    /// Symbols of tokens, for people.
    public var symbols: [TokenID: String] = [:]
    /// The least fee in each token that fees are taken in; empty: no fee is asked for.
    public var minimumFees: [TokenID: Amount] = [:]
    /// Where the log and the store are.
    public var dataDirectory: String
    /// The IPv4 address to serve.
    public var listenAddress = "127.0.0.1"
    /// The port to serve; 0 lets the system choose.
    public var listenPort = 9_100
    /// The value of `Access-Control-Allow-Origin`, if browsers of other origins may call.
    public var allowedOrigin: String?
    /// How long a block stays open after its first operation.
    public var blockIntervalMilliseconds: UInt64 = 1_000
    /// How many operations close a block at once.
    public var maximumOperations = 512
    /// The oracles.
    public var oracles: [any OraclePort] = []
    /// How blocks reach the chains.
    public var settlement = Settlement()
    /// Connections open at one time.
    public var maximumConnectionCount = 1_024
    /// What `zkl_network` says of the node's version.
    public var version = "0.1.0"

    /// A configuration with the defaults.
    public init(
        network: NetworkID, feeOwner: Owner, chains: [NodeChain], dataDirectory: String
    ) {
        self.network = network
        self.feeOwner = feeOwner
        self.chains = chains
        self.dataDirectory = dataDirectory
    }
}

/// One settlement chain of a node.
public struct NodeChain: Sendable {
    /// Makes the account that commits blocks, given what it stored last and where to store.
    public typealias AccountFactory =
        @Sendable (
            _ restoring: [UInt8]?, _ store: @escaping @Sendable ([UInt8]) -> Void
        ) throws -> any SettlementAccount

    /// The chain.
    public var port: any SettlementChain
    /// For people.
    public var name: String
    /// The number in the chain's own transactions.
    public var evmChainID: UInt64
    /// The custody contract.
    public var contract: Bytes20
    /// Whether block data is published here.
    public var isDataChain: Bool
    /// The block of the contract's deployment or an earlier one.
    public var startBlock: UInt64
    /// Makes the operator's account; `nil`: this node settles nothing on the chain.
    public var account: AccountFactory?
    /// Whether the chain is simulated and holds no value.
    public var isSimulated = false

    /// A chain that the node follows and settles on.
    public init(
        port: any SettlementChain, name: String, evmChainID: UInt64, contract: Bytes20,
        isDataChain: Bool, startBlock: UInt64, account: AccountFactory?
    ) {
        self.port = port
        self.name = name
        self.evmChainID = evmChainID
        self.contract = contract
        self.isDataChain = isDataChain
        self.startBlock = startBlock
        self.account = account
    }
}
