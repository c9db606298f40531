import Ledger
import Settlement
import Transition

/// Reads all chains (blocking) for a judge, and says whether they can be believed.
///
/// After a reorganisation deeper than the finality depth it reads all chains again from their start,
/// as after a restart. Used by one thread.
struct OracleReader {
    private let genesis: BlockHeader
    private let program: ProvenProgram
    private let dataChain: ChainID
    private let configured: [OracleConfiguration.Chain]
    private var chains: [(settlement: any OracleChain, follower: ChainFollower)]
    /// The judge of what may be signed.
    private(set) var judge: OracleJudge
    /// The settlement mode of the network.
    ///
    /// `unproven`, the weaker claim, until every contract was read and says `validity`.
    private(set) var mode = SettlementMode.unproven
    /// The last heads read of the chains.
    private(set) var heads: [ChainID: UInt64] = [:]
    /// The chains whose nodes did not answer in the last round.
    private(set) var unreachableChains: Set<ChainID> = []
    /// The chains that cannot be believed now, each for one reason.
    private var disputed: [ChainID: OracleAlarm] = [:]
    /// The members of contracts that differ from the network file; `nil` until all were read.
    private var wrongContracts: [OracleAlarm]?
    /// Whether a chain replaced blocks that were read, so that all are read again.
    private var mustStartOver = false

    /// A reader before the contracts' first blocks; throws when a start block cannot be read.
    init(_ configuration: OracleConfiguration) throws {
        genesis = LedgerState(genesis: configuration.genesis).header
        (program, dataChain) = (configuration.program, configuration.dataChain)
        configured = configuration.chains
        judge = OracleJudge(genesis: genesis, dataChain: dataChain)
        chains = try Self.starts(of: configured)
    }

    /// Followers before the contracts' first blocks.
    private static func starts(
        of chains: [OracleConfiguration.Chain]
    ) throws(SettlementError) -> [(settlement: any OracleChain, follower: ChainFollower)] {
        var starts: [(settlement: any OracleChain, follower: ChainFollower)] = []
        for chain in chains {
            let (settlement, id) = (chain.settlement, chain.settlement.chain)
            let number = chain.startBlock == 0 ? 0 : chain.startBlock - 1
            let start = try settlement.block(number: number).reference
            let watcher = ChainWatcher(chain: id, depth: chain.finalityDepth, start: start)
            let follower = ChainFollower(
                chain: settlement, watcher: watcher, tally: EventTally(chain: id))
            starts.append((settlement, follower))
        }
        return starts
    }

    /// Why nothing on any chain can be believed now; nothing is signed until there is no reason.
    var faults: [OracleAlarm] {
        (wrongContracts ?? []) + disputed.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Whether every contract is that of the network file and every chain can be believed.
    var isTrusting: Bool { wrongContracts != nil && faults.isEmpty }

    /// Reads every chain once.
    mutating func advance() {
        guard !mustStartOver || startOver() else { return }
        if wrongContracts == nil { checkContracts() }
        for index in chains.indices { follow(index) }
    }

    /// Forgets everything that was read; false when a chain's start cannot be read now.
    private mutating func startOver() -> Bool {
        guard let starts = try? Self.starts(of: configured) else { return false }
        chains = starts
        judge = OracleJudge(genesis: genesis, dataChain: dataChain)
        (wrongContracts, mustStartOver) = (nil, false)
        return true
    }

    /// The chains for which a new signature would come late.
    ///
    /// A signature used on another chain could reach these only after they reverted or refunded the
    /// block. `nil` when a chain does not answer.
    func lateChains() -> [ChainID]? {
        var late: [ChainID] = []
        for (settlement, _) in chains {
            do throws(SettlementError) {
                let window = try settlement.commitWindow()
                if let window, !window.allowsFirstSignature { late.append(settlement.chain) }
            } catch {
                return nil
            }
        }
        return late
    }

    private mutating func follow(_ index: Int) {
        let chain = chains[index].settlement.chain
        do {
            let round = try chains[index].follower.advance()
            unreachableChains.remove(chain)
            if let head = round.head { heads[chain] = head.number }
            settle(round, index)
            for event in round.confirmed { try judge.receive(event.event, from: chain) }
        } catch {
            note(error, chain)
        }
    }

    /// Records whether a chain can be believed after a round.
    private mutating func settle(_ round: ChainFollower.Round, _ index: Int) {
        let chain = chains[index].settlement.chain
        switch round.fault {
        case .replaced:
            disputed[chain] = .deepReorganisation(chain: chain)
            mustStartOver = true
        case .logsDisagree: disputed[chain] = .logsDisagree(chain: chain)
        case nil:
            // Blocks that were replaced are read again up to the finality depth first.
            guard let head = round.head else { return }
            let isRead =
                chains[index].follower.confirmed.number + configured[index].finalityDepth
                >= head.number
            if isRead || disputed[chain] != .deepReorganisation(chain: chain) {
                disputed[chain] = nil
            }
        }
    }

    private mutating func note(_ error: SettlementError, _ chain: ChainID) {
        switch error {
        case .nodesDisagree, .brokenQueue, .malformedAnswer:
            if disputed[chain] == nil { disputed[chain] = .untrustworthyNode(chain: chain) }
        default:
            unreachableChains.insert(chain)
        }
    }

    /// Compares every contract with the network file, once all of them answer.
    private mutating func checkContracts() {
        var modes: [SettlementMode] = []
        var wrong: [OracleAlarm] = []
        for (settlement, _) in chains {
            guard let identity = try? settlement.identity() else { return }
            let chain = settlement.chain
            modes.append(identity.mode)
            let members: [(isRight: Bool, member: IdentityMember)] = [
                (identity.network == genesis.network, .network),
                (identity.chain == chain, .chain),
                (identity.program.id == program.id, .programID),
                (identity.program.keyRoot == program.keyRoot, .keyRoot),
            ]
            for (isRight, member) in members where !isRight {
                wrong.append(.wrongContract(chain: chain, member: member))
            }
        }
        wrongContracts = wrong
        mode = modes.allSatisfy { $0 == .validity } ? .validity : .unproven
    }
}
