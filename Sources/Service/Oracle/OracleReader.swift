import Bytes
import Ledger
import Settlement
import Transition

/// Reads all chains (blocking) and re-executes their blocks.
///
/// After a reorganisation deeper than the finality depth it reads all chains again from their start,
/// as after a restart. Used by one thread.
struct OracleReader {
    private let dataChain: ChainID
    private let genesis: Genesis
    private let program: ProvenProgram
    private let configured: [OracleConfiguration.Chain]
    private var chains: [(settlement: any OracleChain, follower: ChainFollower)]
    private var state: LedgerState
    private var hasCheckedContracts = false
    /// Whether a revert removed blocks, so that the state is beyond the judge's last header.
    private var isStateBeyondHead = false
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
    /// The chains that cannot be believed now: nothing is signed until there are none.
    private(set) var disputed: [ChainID: OracleAlarm] = [:]
    /// Whether a chain replaced blocks that were read, so that all are read again.
    private var mustStartOver = false

    /// A reader before the contracts' first blocks; throws when a start block cannot be read.
    init(_ configuration: OracleConfiguration) throws {
        dataChain = configuration.dataChain
        genesis = configuration.genesis
        program = configuration.program
        configured = configuration.chains
        state = LedgerState(genesis: genesis)
        judge = OracleJudge(genesis: state.header, dataChain: dataChain)
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

    /// Reads every chain once and re-executes new blocks.
    mutating func advance() {
        guard !mustStartOver || startOver() else { return }
        if !hasCheckedContracts { hasCheckedContracts = checkContracts() }
        for index in chains.indices { follow(index) }
        guard rebuildStateIfReverted() else { return }
        while let task = judge.nextTask, reexecute(task) {}
    }

    /// Forgets everything that was read; false when a chain's start cannot be read now.
    private mutating func startOver() -> Bool {
        guard let starts = try? Self.starts(of: configured) else { return false }
        (chains, state) = (starts, LedgerState(genesis: genesis))
        judge = OracleJudge(genesis: state.header, dataChain: dataChain)
        (hasCheckedContracts, isStateBeyondHead, mustStartOver) = (false, false, false)
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
            for event in round.confirmed where try judge.receive(event, from: chain) {
                isStateBeyondHead = true
            }
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
        case .nodesDisagree, .brokenQueue, .malformedAnswer, .dataMismatch:
            if disputed[chain] == nil { disputed[chain] = .untrustworthyNode(chain: chain) }
        default:
            unreachableChains.insert(chain)
        }
    }

    /// Re-executes a block; returns whether the next task may follow.
    private mutating func reexecute(_ task: OracleJudge.Task) -> Bool {
        guard let settlement = chains.first(where: { $0.settlement.chain == dataChain })?.settlement
        else { return false }
        let encoded: EncodedOperations
        do {
            encoded = try settlement.blockData(of: task.commitment, at: task.position)
        } catch {
            note(error, dataChain)
            return false
        }
        guard let data = try? BlockData(decoding: encoded), (try? state.execute(data)) != nil else {
            judge.refuseData()
            return false
        }
        return judge.accept(state.header)
    }

    /// Rebuilds the state if a revert removed blocks; false when that must be tried again.
    private mutating func rebuildStateIfReverted() -> Bool {
        guard isStateBeyondHead else { return true }
        do throws(SettlementError) {
            try rebuildState()
            isStateBeyondHead = false
            return true
        } catch {
            note(error, dataChain)
            return false
        }
    }

    /// Rebuilds the state up to the judge's last header by executing again from the genesis.
    private mutating func rebuildState() throws(SettlementError) {
        var rebuilt = LedgerState(genesis: genesis)
        guard let settlement = chains.first(where: { $0.settlement.chain == dataChain })?.settlement
        else { return }
        for number in stride(from: UInt64(1), through: judge.lastExecuted.number, by: 1) {
            guard let task = judge.task(number) else { throw .unknownBlock(number: number) }
            let encoded = try settlement.blockData(of: task.commitment, at: task.position)
            guard let data = try? BlockData(decoding: encoded), (try? rebuilt.execute(data)) != nil
            else { throw .dataMismatch(number: number) }
        }
        state = rebuilt
    }

    /// Compares every contract with the network file, once.
    private mutating func checkContracts() -> Bool {
        var modes: [SettlementMode] = []
        for (settlement, _) in chains {
            guard let identity = try? settlement.identity() else { return false }
            let chain = settlement.chain
            modes.append(identity.mode)
            if identity.network != genesis.network { raise(.network, chain) }
            if identity.chain != chain { raise(.chain, chain) }
            if identity.program.id != program.id { raise(.programID, chain) }
            if identity.program.keyRoot != program.keyRoot { raise(.keyRoot, chain) }
        }
        mode = modes.allSatisfy { $0 == .validity } ? .validity : .unproven
        return true
    }

    private mutating func raise(_ member: IdentityMember, _ chain: ChainID) {
        judge.raise(.wrongContract(chain: chain, member: member))
    }
}
