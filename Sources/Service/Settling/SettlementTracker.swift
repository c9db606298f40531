package import Bytes
package import Ledger
package import Scheduling
package import Sequencing
package import Settlement
import Synchronization

/// The stage of every block on every chain.
///
/// A class because feeds, drivers and the interface share it.
package final class SettlementTracker: Sendable {
    package struct BlockEntry: Sendable {
        package let block: SealedBlock
        package var steps: [ChainID: [SettlementStep: StepRecord]] = [:]
    }

    /// A step newly reached by a block.
    package struct ReachedStage: Sendable {
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
    /// Announces every contract identified as the configured one.
    package let identified = Listeners<ChainIdentity>()

    package init(chains: [ChainID]) { self.chains = chains }

    /// The number of the last sealed block.
    package var latest: UInt64 { state.withLock { $0.latest } }

    /// A block that is still in memory; `nil` otherwise.
    package func entry(_ number: UInt64) -> BlockEntry? { state.withLock { $0.blocks[number] } }

    /// The last counters read from a chain's contract; `nil` before the first.
    package func progress(_ chain: ChainID) -> ChainProgress? {
        state.withLock { $0.progress[chain] }
    }

    /// The identity of a chain's contract; `nil` until it was identified as the configured one.
    package func identity(of chain: ChainID) -> ChainIdentity? {
        state.withLock { $0.identities[chain] }
    }

    /// Records the identity of a chain's contract.
    package func note(_ identity: ChainIdentity, of chain: ChainID) {
        state.withLock { $0.identities[chain] = identity }
        identified.announce(identity)
    }

    /// The settlement mode of the network.
    ///
    /// `unproven`, the weaker claim, until every contract was read and says `validity`.
    package var mode: SettlementMode {
        let modes = state.withLock { state in chains.map { state.identities[$0]?.mode } }
        return modes.allSatisfy { $0 == .validity } ? .validity : .unproven
    }

    /// Adds a new block, or a stored one at the start with the steps that it had reached.
    package func add(_ block: SealedBlock, steps: [ChainID: [SettlementStep: StepRecord]] = [:]) {
        state.withLock { state in
            assert(block.number > state.latest, "blocks are added in order")
            state.blocks[block.number] = BlockEntry(block: block, steps: steps)
            state.order.append(block.number)
            state.latest = max(state.latest, block.number)
            // Executed blocks are dropped; the store has them.
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

    /// Records the transaction that takes blocks to a step.
    ///
    /// Returns the blocks that had reached the step before their transaction was known.
    package func note(
        _ transaction: Bytes32, chain: ChainID, step: SettlementStep, blocks: ClosedRange<UInt64>
    ) -> [ReachedStage] {
        state.withLock { state in
            for number in blocks {
                state.transactions[chain, default: [:]][step, default: [:]][number] = transaction
            }
            var filled: [ReachedStage] = []
            for number in blocks {
                guard var record = state.blocks[number]?.steps[chain]?[step],
                    record.transaction == nil
                else { continue }
                record.transaction = transaction
                state.blocks[number]?.steps[chain]?[step] = record
                filled.append(ReachedStage(block: number, chain: chain, step: step, record: record))
            }
            return filled
        }
    }

    /// Records a contract's counters; returns the steps newly reached by blocks.
    package func update(_ chain: ChainID, _ progress: ChainProgress, now: UInt64) -> [ReachedStage]
    {
        assert(chains.contains(chain), "a chain of the network")
        return state.withLock { state in
            state.progress[chain] = progress
            var reached: [ReachedStage] = []
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
                        ReachedStage(block: number, chain: chain, step: step, record: record))
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

    /// The stage of a block on a chain, by the contract's present counters.
    package func stage(of number: UInt64, on chain: ChainID) -> SettlementStage {
        guard let progress = progress(chain) else { return .sequenced }
        let steps = SettlementStep.allCases.filter { Self.counter($0, progress) >= number }
        return steps.map(\.stage).max() ?? .sequenced
    }

    /// The stage that a block has reached on all of the given chains.
    package func stage(of number: UInt64, on chains: [ChainID]) -> SettlementStage {
        chains.map { stage(of: number, on: $0) }.min() ?? .sequenced
    }

    /// Blocks that some chain has not executed, and the latest block.
    package var unexecuted: [SealedBlock] {
        state.withLock { state in
            state.order.filter { $0 == state.latest || !isExecuted($0, state) }
                .compactMap { state.blocks[$0]?.block }
        }
    }
}
