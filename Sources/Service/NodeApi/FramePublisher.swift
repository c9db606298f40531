import Ledger
import Network
import RpcApi
package import Scheduling
package import Sequencing
package import Settling
import Transition

/// Publishes frames of durable operations, sealed blocks and steps of settlement.
package struct FramePublisher: Sendable {
    private let hub: SubscriptionHub
    private let tracker: SettlementTracker
    private let payouts: PayoutIndex
    private let clock: any WallClock

    package init(
        hub: SubscriptionHub, tracker: SettlementTracker, payouts: PayoutIndex,
        clock: any WallClock
    ) {
        (self.hub, self.tracker, self.payouts) = (hub, tracker, payouts)
        self.clock = clock
    }

    /// Publishes the effects of a durable operation.
    package func published(_ effects: Effects) {
        for payout in effects.payouts { publish([payout], on: payout.chain) }
        for (account, balances) in effects.balances {
            hub.publish(StreamName(channel: .account, id: account.rawValue)) {
                AccountEvent(
                    accountID: account, balances: balances.map { BalanceInfo($0) },
                    operations: [
                        OperationStatus(effects.placement, steps: [:], tracker: tracker)
                    ]
                ).wire
            }
        }
        guard !effects.pools.isEmpty else { return }
        for pool in effects.pools { publish([pool], id: UInt32(pool.id.rawValue)) }
        publish(effects.pools, id: nil)
    }

    /// Publishes blocks that are new or have reached another stage.
    package func changed(_ blocks: [UInt64]) {
        hub.publish(StreamName(channel: .blocks, id: nil)) {
            let blocks = blocks.compactMap { number in
                tracker.entry(number).map {
                    BlockInfo($0.block, steps: $0.steps, tracker: tracker)
                }
            }
            return BlocksEvent(blocks: blocks).wire
        }
    }

    /// Publishes blocks that have newly reached steps, and their payouts.
    package func reached(_ steps: [SettlementTracker.ReachedStage]) {
        changed(Set(steps.map(\.block)).sorted())
        for chain in Set(steps.map(\.chain)) {
            let blocks = Set(steps.filter { $0.chain == chain }.map(\.block))
            let changed = payouts.payouts(on: chain).filter { blocks.contains($0.blockNumber) }
            if !changed.isEmpty { publish(changed, on: chain) }
        }
    }

    private func publish(_ pools: [MarketPool], id: UInt32?) {
        hub.publish(StreamName(channel: .pools, id: id)) {
            let now = clock.nowMilliseconds
            return PoolsEvent(pools: pools.map { PoolInfo($0, at: now) }).wire
        }
    }

    private func publish(_ payouts: [OrderedPayout], on chain: ChainID) {
        hub.publish(StreamName(channel: .payouts, id: UInt32(chain.rawValue))) {
            let payouts = payouts.map { payout in
                let stage = tracker.stage(of: payout.blockNumber, on: chain)
                return PayoutInfo(payout, status: BlockState(stage))
            }
            return PayoutsEvent(payouts: payouts).wire
        }
    }
}
