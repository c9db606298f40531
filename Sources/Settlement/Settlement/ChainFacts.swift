public import Bytes
public import Ledger

/// How a chain's contract judges computation.
public enum SettlementMode: UInt8, Hashable, Sendable {
    /// k of n oracles vouch for it.
    case attested = 1
    /// A proof shows it.
    case validity = 2
}

/// What never changes about a chain's contract, but for its operator.
public struct ChainIdentity: Equatable, Sendable {
    /// The network that the contract belongs to.
    public let network: NetworkID
    /// The chain's number in it.
    public let chain: ChainID
    /// How computation is judged.
    public let mode: SettlementMode
    /// The same in words for people.
    public let modeText: String
    /// Whether block data must be published here.
    public let isDataChain: Bool
    /// What proofs speak about.
    public let programID: Bytes32
    /// The contract that judges proofs.
    public let verifier: Bytes32
    /// The contract that knows the oracles.
    public let oracles: Bytes32
    /// Who may register tokens and pause.
    public let governance: Bytes32
    /// Who may commit.
    public let `operator`: Bytes32

    /// An identity from the contract's answers.
    public init(
        network: NetworkID, chain: ChainID, mode: SettlementMode, modeText: String,
        isDataChain: Bool, programID: Bytes32, verifier: Bytes32, oracles: Bytes32,
        governance: Bytes32, operator: Bytes32
    ) {
        self.network = network
        self.chain = chain
        self.mode = mode
        self.modeText = modeText
        self.isDataChain = isDataChain
        self.programID = programID
        self.verifier = verifier
        self.oracles = oracles
        self.governance = governance
        self.operator = `operator`
    }
}

/// How far a chain's contract has come.
public struct ChainProgress: Equatable, Sendable {
    /// The last stored block.
    public let committed: UInt64
    /// The last proven block.
    public let proven: UInt64
    /// The last block that the oracles confirmed.
    public let confirmed: UInt64
    /// The last executed block.
    public let executed: UInt64
    /// How many reverts there were.
    public let epoch: UInt32
    /// Entries ever queued.
    public let queueLength: UInt64
    /// Entries that stored blocks take.
    public let queueCommitted: UInt64
    /// Entries that executed blocks took.
    public let queueExecuted: UInt64
    /// Whether new blocks are refused.
    public let areBlocksPaused: Bool
    /// Whether only exits are left.
    public let isExodus: Bool

    /// Progress from the contract's answers.
    public init(
        committed: UInt64, proven: UInt64, confirmed: UInt64, executed: UInt64, epoch: UInt32,
        queueLength: UInt64, queueCommitted: UInt64, queueExecuted: UInt64, areBlocksPaused: Bool,
        isExodus: Bool
    ) {
        self.committed = committed
        self.proven = proven
        self.confirmed = confirmed
        self.executed = executed
        self.epoch = epoch
        self.queueLength = queueLength
        self.queueCommitted = queueCommitted
        self.queueExecuted = queueExecuted
        self.areBlocksPaused = areBlocksPaused
        self.isExodus = isExodus
    }
}

/// The oracles that a chain's contract listens to.
public struct OracleSet: Equatable, Sendable {
    /// Their addresses on the chain.
    public let members: [Bytes32]
    /// How many must sign.
    public let threshold: UInt32

    /// A set from the contract's answers.
    public init(members: [Bytes32], threshold: UInt32) {
        self.members = members
        self.threshold = threshold
    }
}

/// Who prepaid a payout, if anybody.
public enum PayoutAcceptance: Hashable, Sendable {
    /// Nobody: a broker may still accept it.
    case open
    /// This broker paid the receiver and will get the amount.
    case accepted(broker: Bytes32)
    /// The payout was executed without a broker.
    case spent
}
