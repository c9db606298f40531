public import Bytes
public import Ledger

/// The condition under which a chain's contract counts a block as proven.
public enum SettlementMode: UInt8, Hashable, Sendable {
    /// Anyone said so: a development network, whose computation is not proven.
    case unproven = 1
    /// A proof was verified.
    case validity = 2
}

/// The identity of a chain's contracts; only the operator can change.
public struct ChainIdentity: Equatable, Sendable {
    /// The network that the contract belongs to.
    public let network: NetworkID
    public let chain: ChainID
    /// The settlement mode.
    public let mode: SettlementMode
    /// The settlement mode in words.
    public let modeText: String
    /// Whether block data is published on this chain.
    public let isDataChain: Bool
    /// What proofs are about.
    public let program: ProvenProgram
    /// The contract that verifies proofs.
    public let verifier: Bytes32
    /// The registry of oracles.
    public let oracles: Bytes32
    /// The contract that registers tokens and pauses.
    public let governance: Bytes32
    /// The account that commits blocks.
    public let `operator`: Bytes32

    public init(
        network: NetworkID, chain: ChainID, mode: SettlementMode, modeText: String,
        isDataChain: Bool, program: ProvenProgram, verifier: Bytes32, oracles: Bytes32,
        governance: Bytes32, operator: Bytes32
    ) {
        self.network = network
        self.chain = chain
        self.mode = mode
        self.modeText = modeText
        self.isDataChain = isDataChain
        self.program = program
        self.verifier = verifier
        self.oracles = oracles
        self.governance = governance
        self.operator = `operator`
    }
}

/// The progress of a chain's contracts.
public struct ChainProgress: Equatable, Sendable {
    /// The last committed block.
    public let committed: UInt64
    /// The last proven block.
    public let proven: UInt64
    /// The last block that the oracles confirmed.
    public let confirmed: UInt64
    /// The last executed block.
    public let executed: UInt64
    /// The number of reverts.
    public let epoch: UInt32
    /// The number of entries ever queued.
    public let queueLength: UInt64
    /// The number of entries that committed blocks take.
    public let queueCommitted: UInt64
    /// The number of entries that executed blocks took.
    public let queueExecuted: UInt64
    /// Whether new blocks are refused.
    public let areBlocksPaused: Bool
    /// Whether the contract is in exodus.
    public let isExodus: Bool

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

/// The oracles of a chain's registry.
public struct OracleSet: Equatable, Sendable {
    /// Their addresses on the chain.
    public let members: [Bytes32]
    /// The number of signatures that are needed.
    public let threshold: UInt32

    public init(members: [Bytes32], threshold: UInt32) {
        self.members = members
        self.threshold = threshold
    }
}

/// The wait of an executed payout for the limit of outflow.
public struct PayoutWait: Equatable, Sendable {
    /// The time at which all of it is payable, in seconds since 1970.
    public let lastSeconds: UInt64
    /// What became a pending balance, in units of the token on the chain.
    public let released: UInt128
    /// What a release would add to the pending balance now.
    public let due: UInt128

    public init(lastSeconds: UInt64, released: UInt128, due: UInt128) {
        (self.lastSeconds, self.released, self.due) = (lastSeconds, released, due)
    }
}

/// The state of a payout's acceptance by brokers.
public enum PayoutAcceptance: Hashable, Sendable {
    /// Not accepted; a broker may still do so.
    case open
    /// Accepted by this broker, who paid the receiver and will be repaid.
    case accepted(broker: Bytes32)
    /// Executed without a broker.
    case spent
}
