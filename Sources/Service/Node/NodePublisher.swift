import Ledger
import RpcApi
import Synchronization

/// Takes what became durable, sealed or settled to whoever follows.
final class NodePublisher: Sendable {
    let board: SettlementBoard
    let hub: SubscriptionHub
    let payouts = PayoutBook()
    let alarms: AlarmBoard
    private let store: NodeStore
    private let sealedListeners = Mutex<[@Sendable (SealedBlock) -> Void]>([])

    init(
        board: SettlementBoard, hub: SubscriptionHub, alarms: AlarmBoard, store: NodeStore
    ) {
        self.board = board
        self.hub = hub
        self.alarms = alarms
        self.store = store
    }

    /// Calls `listener` for every sealed block from now on.
    func whenSealed(_ listener: @escaping @Sendable (SealedBlock) -> Void) {
        sealedListeners.withLock { $0.append(listener) }
    }

    /// An operation is durable.
    func published(_ effects: Effects) {
        for payout in effects.payouts {
            payouts.add(payout)
            hub.publish(StreamName(channel: .payouts, id: UInt32(payout.chain.rawValue))) {
                var event = PayoutsEvent()
                event.payouts = [payout]
                return event.wire
            }
        }
        for (account, balances) in effects.balances {
            hub.publish(StreamName(channel: .account, id: account.rawValue)) {
                var event = AccountEvent()
                event.accountID = account
                event.balances = balances
                event.operations = [board.status(effects.placement, steps: [:])]
                return event.wire
            }
        }
        guard !effects.pools.isEmpty else { return }
        for pool in effects.pools { publish([pool], id: UInt32(pool.pool.rawValue)) }
        publish(effects.pools, id: nil)
    }

    private func publish(_ pools: [PoolInfo], id: UInt32?) {
        hub.publish(StreamName(channel: .pools, id: id)) {
            var event = PoolsEvent()
            event.pools = pools
            return event.wire
        }
    }

    /// A block is sealed and stored.
    func sealed(_ block: SealedBlock) {
        board.add(block)
        payouts.add(block)
        publish(blocks: [block.number])
        for listener in sealedListeners.withLock({ $0 }) { listener(block) }
    }

    /// Blocks have newly reached steps of settlement.
    func reached(_ steps: [SettlementBoard.Reached]) {
        // History is for people; what to do next never depends on it, so a failed write is no harm.
        try? store.save(steps)
        publish(blocks: Set(steps.map(\.block)).sorted())
        for chain in Set(steps.map(\.chain)) {
            let blocks = Set(steps.filter { $0.chain == chain }.map(\.block))
            let changed = payouts.list(chain, blocks: blocks, board: board)
            guard !changed.isEmpty else { continue }
            hub.publish(StreamName(channel: .payouts, id: UInt32(chain.rawValue))) {
                var event = PayoutsEvent()
                event.payouts = changed
                return event.wire
            }
        }
    }

    private func publish(blocks: [UInt64]) {
        hub.publish(StreamName(channel: .blocks, id: nil)) {
            var event = BlocksEvent()
            event.blocks = blocks.compactMap { number in
                board.entry(number).map { board.info($0.block, steps: $0.steps) }
            }
            return event.wire
        }
    }
}
