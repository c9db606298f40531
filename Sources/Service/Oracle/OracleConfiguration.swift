public import Bytes
public import Ledger
public import Scheduling
public import Settlement
public import Transition
public import WalletSignatures

/// What an oracle sees of a chain.
public typealias OracleChain = FollowedChain & LedgerContract

/// Configuration of an oracle.
public struct OracleConfiguration: Sendable {
    /// A chain as this oracle reads it.
    public struct Chain: Sendable {
        /// The chain through this oracle's own nodes.
        public let settlement: any OracleChain
        /// Blocks that must follow before anything on it counts.
        public let finalityDepth: UInt64
        /// The block before which the contract did not exist.
        public let startBlock: UInt64

        /// A chain, how deep is final and where to begin.
        public init(settlement: any OracleChain, finalityDepth: UInt64, startBlock: UInt64) {
            self.settlement = settlement
            self.finalityDepth = finalityDepth
            self.startBlock = startBlock
        }
    }

    /// The network's block 0.
    public var genesis: Genesis
    /// The program that the contracts must name.
    public var programID: Bytes32
    /// Every chain of the network.
    public var chains: [Chain]
    /// The chain that carries the block data.
    public var dataChain: ChainID
    /// The key that signs.
    public var key: WalletSecretKey
    /// The address to serve on.
    public var address = "127.0.0.1"
    /// The port to serve on; 0 chooses one.
    public var port = 0
    /// Milliseconds between looks at the chains.
    public var pollMilliseconds: UInt64 = 1_000
    /// The oracle's version, for its documents.
    public var version = "0.1.0"
    public var clock: any WallClock = SystemClock()
    /// Lines for an operator.
    public var log: @Sendable (String) -> Void = { _ in }

    public init(
        genesis: Genesis, programID: Bytes32, chains: [Chain], dataChain: ChainID,
        key: WalletSecretKey
    ) {
        self.genesis = genesis
        self.programID = programID
        self.chains = chains
        self.dataChain = dataChain
        self.key = key
    }
}
