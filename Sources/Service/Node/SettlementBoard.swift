import Bytes
import Ledger
import RpcApi
import Settlement
import Synchronization

/// A step of settlement that a transaction of this node took.
enum SettlementStep: UInt8, CaseIterable, Sendable {
    case commit = 1
    case prove = 2
    case confirm = 3
    case execute = 4

    var state: BlockState {
        switch self {
        case .commit: .committed
        case .prove: .proven
        case .confirm: .confirmed
        case .execute: .executed
        }
    }
}

/// When a block reached a step on a chain, and by which transaction.
struct StepRecord: Equatable, Sendable {
    var time: UInt64
    var transaction: Bytes32?
}

/// What is known of how far every block is settled on every chain.
final class SettlementBoard: Sendable {
    struct BlockEntry: Sendable {
        let block: SealedBlock
        var steps: [ChainID: [SettlementStep: StepRecord]] = [:]
    }

    /// A step that a block has newly reached.
    struct Reached: Sendable {
        let block: UInt64
        let chain: ChainID
        let step: SettlementStep
        let record: StepRecord
    }

    private struct State {
        var blocks: [UInt64: BlockEntry] = [:]
        var order: [UInt64] = []
        var progress: [ChainID: ChainProgress] = [:]
        var transactions: [ChainID: [SettlementStep: [UInt64: Bytes32]]] = [:]
        var latest: UInt64 = 0
    }

    let chains: [ChainID]
    private let state = Mutex(State())

    init(chains: [ChainID]) { self.chains = chains }

    /// The last sealed block.
    var latest: UInt64 { state.withLock { $0.latest } }

    /// A block that is still held in memory.
    func entry(_ number: UInt64) -> BlockEntry? { state.withLock { $0.blocks[number] } }

    /// What a chain's contract last said.
    func progress(_ chain: ChainID) -> ChainProgress? { state.withLock { $0.progress[chain] } }

    /// A new block, or one read from the store at start with what it had reached.
    func add(_ block: SealedBlock, steps: [ChainID: [SettlementStep: StepRecord]] = [:]) {
        state.withLock { state in
            state.blocks[block.number] = BlockEntry(block: block, steps: steps)
            state.order.append(block.number)
            state.latest = max(state.latest, block.number)
            // Executed blocks leave; the store has them.
            while state.order.count > 1_024, let oldest = state.order.first,
                isExecuted(oldest, state)
            {
                state.blocks[oldest] = nil
                state.order.removeFirst()
            }
        }
    }

    private func isExecuted(_ number: UInt64, _ state: State) -> Bool {
        chains.allSatisfy { (state.progress[$0]?.executed ?? 0) >= number }
    }

    /// Notes which transaction takes blocks to a step, and says which blocks had reached it
    /// before their transaction was known.
    func note(
        _ transaction: Bytes32, chain: ChainID, step: SettlementStep, blocks: ClosedRange<UInt64>
    ) -> [Reached] {
        state.withLock { state in
            for number in blocks {
                state.transactions[chain, default: [:]][step, default: [:]][number] = transaction
            }
            var filled: [Reached] = []
            for number in blocks {
                guard var record = state.blocks[number]?.steps[chain]?[step],
                    record.transaction == nil
                else { continue }
                record.transaction = transaction
                state.blocks[number]?.steps[chain]?[step] = record
                filled.append(Reached(block: number, chain: chain, step: step, record: record))
            }
            return filled
        }
    }

    /// Takes a contract's counters and says which blocks have newly reached what.
    func update(_ chain: ChainID, _ progress: ChainProgress, now: UInt64) -> [Reached] {
        state.withLock { state in
            state.progress[chain] = progress
            var reached: [Reached] = []
            for number in state.order {
                guard var entry = state.blocks[number] else { continue }
                for step in SettlementStep.allCases
                where Self.counter(step, progress) >= number
                    && entry.steps[chain]?[step] == nil
                {
                    let known = state.transactions[chain]?[step]?[number]
                    let record = StepRecord(time: now, transaction: known)
                    entry.steps[chain, default: [:]][step] = record
                    reached.append(
                        Reached(block: number, chain: chain, step: step, record: record))
                }
                state.blocks[number] = entry
            }
            for step in SettlementStep.allCases {
                let counter = Self.counter(step, progress)
                let later = state.transactions[chain]?[step]?.filter { $0.key > counter }
                state.transactions[chain]?[step] = later
            }
            return reached
        }
    }

    private static func counter(_ step: SettlementStep, _ progress: ChainProgress) -> UInt64 {
        switch step {
        case .commit: progress.committed
        case .prove: progress.proven
        case .confirm: min(progress.confirmed, progress.proven)
        case .execute: progress.executed
        }
    }

    /// How far a block is on a chain, by the contract's present counters.
    func blockState(_ number: UInt64, on chain: ChainID) -> BlockState {
        guard let progress = progress(chain) else { return .sequenced }
        let steps = SettlementStep.allCases.filter { Self.counter($0, progress) >= number }
        return steps.map(\.state).max() ?? .sequenced
    }

    /// What all of the given chains have reached.
    func blockState(_ number: UInt64, on chains: [ChainID]) -> BlockState {
        chains.map { blockState(number, on: $0) }.min() ?? .sequenced
    }

    /// Blocks that some chain has not executed, and the latest.
    var unexecuted: [SealedBlock] {
        state.withLock { state in
            state.order.filter { $0 == state.latest || !isExecuted($0, state) }
                .compactMap { state.blocks[$0]?.block }
        }
    }
}

extension SettlementBoard {
    /// A block as the interface shows it.
    func info(
        _ block: SealedBlock, steps: [ChainID: [SettlementStep: StepRecord]]
    ) -> BlockInfo {
        var info = BlockInfo()
        info.number = block.number
        info.headerHash = block.headerHash
        info.header = HexBytes(block.header.encoded)
        info.timestamp = block.header.timestamp &* 1_000
        info.operationCount = block.operationCount
        info.status = blockState(block.number, on: chains)
        info.chains = block.header.chains.map { section in
            var chain = BlockOnChain()
            chain.chain = section.chain
            chain.queueStart = section.queueStart
            chain.queueCount = section.queueCount
            chain.payoutCount = section.payoutCount
            chain.status = blockState(block.number, on: section.chain)
            let known = steps[section.chain] ?? [:]
            chain.transactions.commit = known[.commit]?.transaction
            chain.transactions.prove = known[.prove]?.transaction
            chain.transactions.confirm = known[.confirm]?.transaction
            chain.transactions.execute = known[.execute]?.transaction
            return chain
        }
        return info
    }

    /// An operation as the interface shows it.
    func status(
        _ placement: Placement, steps: [ChainID: [SettlementStep: StepRecord]]
    ) -> OperationStatus {
        var status = OperationStatus()
        var concerned: Set<ChainID> = []
        switch placement.name {
        case .signed(let id): status.operationID = id
        case .priority(let chain, let index):
            (status.chain, status.queueIndex) = (chain, index)
            concerned.insert(chain)
        }
        if let payout = placement.receipt.payout { concerned.insert(payout.chain) }
        let chains = concerned.isEmpty ? chains : concerned.sorted()
        status.kind = placement.kind
        status.blockNumber = placement.blockNumber
        status.index = placement.index
        status.receipt = placement.receipt
        status.status =
            placement.receipt.isApplied
            ? OperationState(blockState(placement.blockNumber, on: chains)) : .failed
        var entry = HistoryEntry()
        (entry.status, entry.time) = (.sequenced, placement.time)
        status.history = [entry]
        for chain in chains {
            for step in SettlementStep.allCases {
                guard let record = steps[chain]?[step] else { continue }
                var entry = HistoryEntry()
                entry.status = OperationState(step.state)
                entry.chain = chain
                (entry.time, entry.transaction) = (record.time, record.transaction)
                status.history.append(entry)
            }
        }
        return status
    }
}

extension OperationState {
    init(_ state: BlockState) {
        self =
            switch state {
            case .sequenced: .sequenced
            case .committed: .committed
            case .proven: .proven
            case .confirmed: .confirmed
            case .executed: .executed
            }
    }
}
