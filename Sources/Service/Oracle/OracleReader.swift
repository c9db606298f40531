import Bytes
import Ledger
import Settlement
import Transition

/// Reads all chains (blocking) and re-executes their blocks.
///
/// Used by one thread.
struct OracleReader {
    private let dataChain: ChainID
    private let genesis: Genesis
    private let programID: Bytes32
    private var chains: [(settlement: any OracleChain, follower: ChainFollower)]
    private var state: LedgerState
    private var hasCheckedContracts = false
    /// Whether a revert removed blocks, so that the state is beyond the judge's last header.
    private var isStateBeyondHead = false
    /// The judge of what may be signed.
    private(set) var judge: OracleJudge
    /// The settlement mode of the network.
    ///
    /// `attested`, the weaker claim, until every contract was read and says `validity`.
    private(set) var mode = SettlementMode.attested
    /// The last heads read of the chains.
    private(set) var heads: [ChainID: UInt64] = [:]
    /// The chains whose nodes did not answer in the last round.
    private(set) var unreachableChains: Set<ChainID> = []

    /// A reader before the contracts' first blocks; throws when a start block cannot be read.
    init(_ configuration: OracleConfiguration) throws {
        dataChain = configuration.dataChain
        genesis = configuration.genesis
        programID = configuration.programID
        state = LedgerState(genesis: genesis)
        judge = OracleJudge(genesis: state.header, dataChain: dataChain)
        chains = []
        for chain in configuration.chains {
            let number = chain.startBlock == 0 ? 0 : chain.startBlock - 1
            let start = try chain.settlement.block(number: number).reference
            let watcher = ChainWatcher(
                chain: chain.settlement.chain, depth: chain.finalityDepth, start: start)
            chains.append(
                (chain.settlement, ChainFollower(chain: chain.settlement, watcher: watcher)))
        }
    }

    /// Reads every chain once and re-executes new blocks.
    mutating func advance() {
        if !hasCheckedContracts { hasCheckedContracts = checkContracts() }
        for index in chains.indices { follow(index) }
        guard rebuildStateIfReverted() else { return }
        while let task = judge.nextTask, reexecute(task) {}
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
            heads[chain] = round.head?.number
            if round.alarm != nil { judge.raise(.deepReorganisation(chain: chain)) }
            for event in round.confirmed where try judge.receive(event, from: chain) {
                isStateBeyondHead = true
            }
        } catch {
            note(error, chain)
        }
    }

    private mutating func note(_ error: SettlementError, _ chain: ChainID) {
        switch error {
        case .nodesDisagree, .brokenQueue, .malformedAnswer, .dataMismatch:
            judge.raise(.untrustworthyNode(chain: chain))
        default:
            unreachableChains.insert(chain)
        }
    }

    /// Re-executes a block; returns whether the next task may follow.
    private mutating func reexecute(_ task: OracleJudge.Task) -> Bool {
        guard let settlement = chains.first(where: { $0.settlement.chain == dataChain })?.settlement
        else { return false }
        let bytes: [UInt8]
        do {
            bytes = try settlement.blockData(of: task.commitment, at: task.position)
        } catch {
            note(error, dataChain)
            return false
        }
        guard let data = try? BlockData(decoding: bytes), (try? state.execute(data)) != nil else {
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
            let bytes = try settlement.blockData(of: task.commitment, at: task.position)
            guard let data = try? BlockData(decoding: bytes), (try? rebuilt.execute(data)) != nil
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
            if identity.programID != programID { raise(.programID, chain) }
        }
        mode = modes.allSatisfy { $0 == .validity } ? .validity : .attested
        return true
    }

    private mutating func raise(_ member: IdentityMember, _ chain: ChainID) {
        judge.raise(.wrongContract(chain: chain, member: member))
    }
}
