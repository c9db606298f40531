public import Bytes
public import Ledger

/// A reason why an oracle does not sign, or an observation that needs a person.
public enum OracleAlarm: Hashable, Sendable {
    /// A chain committed another header for this block than the data chain.
    case headersDiffer(number: UInt64, chain: ChainID, expected: Bytes32, actual: Bytes32)
    /// A committed header is of another network or does not follow the one before.
    case unlinkedHeader(number: UInt64, chain: ChainID)
    /// The header's queue range is not that of the chain's queue.
    case queueDiffers(number: UInt64, chain: ChainID)
    /// The sync hash of a chain does not follow from its headers.
    case syncHashDiffers(number: UInt64, chain: ChainID)
    /// A chain is in exodus: nothing is confirmed any more, so that every chain follows.
    case exodus(chain: ChainID)
    /// A chain replaced a block at its finality depth.
    case deepReorganisation(chain: ChainID)
    /// A chain's logs do not lead to what its contracts say.
    case logsDisagree(chain: ChainID)
    /// The nodes of a chain contradict each other or the protocol.
    case untrustworthyNode(chain: ChainID)
    /// Another header was signed before for this chain, epoch and block.
    case wouldEquivocate(number: UInt64, chain: ChainID)
    /// An unexecuted block of a chain is too old for a first signature.
    ///
    /// Another chain could be made to pay what this one then reverts or refunds.
    case commitTooOld(number: UInt64, chain: ChainID)
    /// A contract is not the one of the network file.
    case wrongContract(chain: ChainID, member: IdentityMember)

    /// A line for people and logs.
    public var reason: String {
        switch self {
        case .headersDiffer(let number, let chain, _, _):
            "block \(number): chain \(chain.rawValue) was shown another header than the data chain"
        case .unlinkedHeader(let number, let chain):
            "block \(number): its header on chain \(chain.rawValue) does not follow the one before"
        case .queueDiffers(let number, let chain):
            "block \(number): its queue range is not what chain \(chain.rawValue) queued"
        case .syncHashDiffers(let number, let chain):
            "block \(number): chain \(chain.rawValue) stores another sync hash"
        case .exodus(let chain): "chain \(chain.rawValue) is in exodus"
        case .deepReorganisation(let chain):
            "chain \(chain.rawValue) replaced blocks at its finality depth"
        case .logsDisagree(let chain):
            "the logs of chain \(chain.rawValue) are not what its contracts say: they are read again"
        case .untrustworthyNode(let chain):
            "the nodes of chain \(chain.rawValue) contradict each other or the protocol"
        case .wouldEquivocate(let number, let chain):
            "block \(number): another header was signed for chain \(chain.rawValue) before"
        case .commitTooOld(let number, let chain):
            "block \(number): chain \(chain.rawValue) stored its unexecuted blocks too long ago; revert them"
        case .wrongContract(let chain, let member):
            "the contract on chain \(chain.rawValue) has another \(member.rawValue)"
        }
    }

    /// A word for programs.
    public var word: String {
        switch self {
        case .headersDiffer: "headersDiffer"
        case .unlinkedHeader: "unlinkedHeader"
        case .queueDiffers: "queueDiffers"
        case .syncHashDiffers: "syncHashDiffers"
        case .exodus: "exodus"
        case .deepReorganisation: "deepReorganisation"
        case .logsDisagree: "logsDisagree"
        case .untrustworthyNode: "untrustworthyNode"
        case .wouldEquivocate: "wouldEquivocate"
        case .commitTooOld: "commitTooOld"
        case .wrongContract: "wrongContract"
        }
    }

    /// The chain that the alarm is about.
    public var chain: ChainID {
        switch self {
        case .headersDiffer(_, let chain, _, _), .unlinkedHeader(_, let chain),
            .queueDiffers(_, let chain), .syncHashDiffers(_, let chain), .exodus(let chain),
            .deepReorganisation(let chain), .logsDisagree(let chain), .untrustworthyNode(let chain),
            .wouldEquivocate(_, let chain), .commitTooOld(_, let chain),
            .wrongContract(let chain, _):
            chain
        }
    }

    /// The block that the alarm is about, if any; never the genesis.
    public var number: UInt64? {
        switch self {
        case .headersDiffer(let number, _, _, _), .unlinkedHeader(let number, _),
            .queueDiffers(let number, _), .syncHashDiffers(let number, _),
            .wouldEquivocate(let number, _), .commitTooOld(let number, _):
            number
        case .exodus, .deepReorganisation, .logsDisagree, .untrustworthyNode, .wrongContract: nil
        }
    }
}

/// The name of a member of a contract's identity.
public enum IdentityMember: String, Hashable, Sendable {
    case network, chain, programID = "program id", keyRoot = "root of keys"
}
