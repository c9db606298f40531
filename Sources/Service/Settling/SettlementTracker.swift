package import Bytes
package import Ledger
package import Scheduling
package import Sequencing
package import Settlement
import Synchronization

/// Stage of every block on every chain.
///
/// A class because feeds, drivers and the interface share it.
package final class SettlementTracker: Sendable {
    package struct BlockEntry: Sendable {
        package let block: SealedBlock
        package var steps: [ChainID: [SettlementStep: StepRecord]] = [:]
    }

    /// A step that a block has newly reached.
    package struct Reached: Sendable {
        package let block: UInt64
        package let chain: ChainID
        package let step: SettlementStep
        package let record: StepRecord
    }

    private struct State {
        var blocks: [UInt64: BlockEntry] = [:]
        var order: [UInt64] = []
        var progress: [ChainID: ChainProgress] = [:]
        var identities: [ChainID: ChainIdentity] = [:]
        var transactions: [ChainID: [SettlementStep: [UInt64: Bytes32]]] = [:]
        var latest: UInt64 = 0
    }

    package let chains: [ChainID]
    private let state = Mutex(State())
    /// Announces every contract that was read and found as configured.
    package let identified = Listeners<ChainIdentity>()

    package init(chains: [ChainID]) { self.chains = chains }

    /// The last sealed block.
    package var latest: UInt64 { state.withLock { $0.latest } }

    /// A block that is still held in memory.
    package func entry(_ number: UInt64) -> BlockEntry? { state.withLock { $0.blocks[number] } }

    /// The last counters of a chain's contract.
    package func progress(_ chain: ChainID) -> ChainProgress? {
        state.withLock { $0.progress[chain] }
    }

    /// Identity of a chain's contract; `nil` until it was read and found as configured.
    package func identity(of chain: ChainID) -> ChainIdentity? {
        state.withLock { $0.identities[chain] }
    }

    /// Takes what a contract says that it is.
    package func note(_ identity: ChainIdentity, of chain: ChainID) {
        state.withLock { $0.identities[chain] = identity }
        identified.announce(identity)
    }

    /// What makes a block count as proven on every chain; `attested`, the weaker claim, until
    /// every contract was read.
    package var mode: SettlementMode {
        let modes = state.withLock { state in chains.map { state.identities[$0]?.mode } }
        return modes.allSatisfy { $0 == .validity } ? .validity : .attested
    }

    /// A new block, or one read from the store at start with what it had reached.
    package func add(_ block: SealedBlock, steps: [ChainID: [SettlementStep: StepRecord]] = [:]) {
        state.withLock { state in
            assert(block.number > state.latest, "blocks are added in order")
            state.blocks[block.number] = BlockEntry(block: block, steps: steps)
            state.order.append(block.number)
            state.latest = max(state.latest, block.number)
            // Executed blocks leave; the store has them.
            while UInt64(state.order.count) > SettlingLimits.blocksKept,
                let oldest = state.order.first,
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
    package func note(
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
    package func update(_ chain: ChainID, _ progress: ChainProgress, now: UInt64) -> [Reached] {
        assert(chains.contains(chain), "a chain of the network")
        return state.withLock { state in
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

    /// Stage of a block on a chain, by the contract's present counters.
    package func stage(of number: UInt64, on chain: ChainID) -> SettlementStage {
        guard let progress = progress(chain) else { return .sequenced }
        let steps = SettlementStep.allCases.filter { Self.counter($0, progress) >= number }
        return steps.map(\.stage).max() ?? .sequenced
    }

    /// The stage that a block has reached on all of the given chains.
    package func stage(of number: UInt64, on chains: [ChainID]) -> SettlementStage {
        chains.map { stage(of: number, on: $0) }.min() ?? .sequenced
    }

    /// Blocks that some chain has not executed, and the latest.
    package var unexecuted: [SealedBlock] {
        state.withLock { state in
            state.order.filter { $0 == state.latest || !isExecuted($0, state) }
                .compactMap { state.blocks[$0]?.block }
        }
    }
}
