import Bytes
public import Ledger
public import Scheduling
public import Settlement
public import Transition
public import WalletSignatures

/// The ports of a chain that an oracle uses.
public typealias OracleChain = FollowedChain & LedgerContract

/// Configuration of an oracle.
public struct OracleConfiguration: Sendable {
    /// A chain as this oracle reads it.
    public struct Chain: Sendable {
        /// The chain, read through this oracle's nodes.
        public let settlement: any OracleChain
        /// The number of blocks that must follow before a block on it counts.
        public let finalityDepth: UInt64
        /// The block of the contract's deployment, or an earlier one.
        public let startBlock: UInt64

        public init(settlement: any OracleChain, finalityDepth: UInt64, startBlock: UInt64) {
            self.settlement = settlement
            self.finalityDepth = finalityDepth
            self.startBlock = startBlock
        }
    }

    /// The network's block 0.
    public var genesis: Genesis
    /// The program that the contracts must name.
    public var program: ProvenProgram
    /// Every chain of the network.
    public var chains: [Chain]
    /// The chain on which block data is published.
    public var dataChain: ChainID
    /// The key that signs.
    public var key: WalletSecretKey
    /// The address to listen on.
    public var address = "127.0.0.1"
    /// The port to listen on; 0 lets the system choose.
    public var port = 0
    /// Milliseconds between two rounds of reading.
    public var pollMilliseconds: UInt64 = 1_000
    /// The version that the interface reports.
    public var version = "0.1.0"
    public var clock: any WallClock = SystemClock()
    /// Writes a line for the operator.
    public var log: @Sendable (String) -> Void = { _ in }

    public init(
        genesis: Genesis, program: ProvenProgram, chains: [Chain], dataChain: ChainID,
        key: WalletSecretKey
    ) {
        self.genesis = genesis
        self.program = program
        self.chains = chains
        self.dataChain = dataChain
        self.key = key
    }
}
