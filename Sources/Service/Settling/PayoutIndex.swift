import Bytes
package import Ledger
package import Sequencing
import Synchronization

/// The last payouts of each chain, including those of the open block.
///
/// A class because the node's threads share it.
package final class PayoutIndex: Sendable {
    private struct Payouts {
        var list: [OrderedPayout] = []
        var known: Set<Bytes32> = []
    }

    private let chains = Mutex<[ChainID: Payouts]>([:])

    package init() {}

    /// Adds the payout of a durable operation; a known one keeps its position.
    package func add(_ payout: OrderedPayout) {
        chains.withLock { chains in
            var held = chains.removeValue(forKey: payout.chain) ?? Payouts()
            defer { chains[payout.chain] = held }
            guard held.known.insert(payout.hash).inserted else { return }
            held.list.append(payout)
            guard held.list.count > 4 * SettlingLimits.payoutsKept else { return }
            let old = held.list.prefix(2 * SettlingLimits.payoutsKept)
            for payout in old { held.known.remove(payout.hash) }
            held.list.removeFirst(old.count)
        }
    }

    /// Adds the payouts of a sealed block.
    package func add(_ block: SealedBlock) {
        for chain in block.operations {
            for payout in chain.operations.compactMap(\.payout) {
                add(OrderedPayout(payout, chain: chain.chain, blockNumber: block.number))
            }
        }
    }

    /// The payouts of a chain, newest first.
    package func payouts(on chain: ChainID) -> [OrderedPayout] {
        chains.withLock { $0[chain]?.list ?? [] }.reversed()
    }
}
