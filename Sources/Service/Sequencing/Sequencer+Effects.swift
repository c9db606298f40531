import Bytes
import Ledger
import Transition

/// Effects for observers, read right after the operation, so that a frame never shows more than its
/// log record makes durable.
extension Sequencer {
    /// The state of accounts and pools after the records that an operation changed.
    func effects(
        of placement: Placement, changes: [RecordKey], payouts: [ChainPayout]
    ) -> Effects {
        var balances: [AccountID: [BalanceState]] = [:]
        var pools: [MarketPool] = []
        for key in changes {
            if let account = key.account { balances[account, default: []] += balance(key) }
            if let pool = key.pool, case .pool(let record)? = current(key) {
                pools.append(marketPool(pool, record))
            }
        }
        let prices = changes.filter { $0.kind == .price }
        if !prices.isEmpty {
            // A pool is there once, however many of its rates changed.
            let touched = Set(pools.map(\.id))
            pools += allPools.filter { pool in
                !touched.contains(pool.id) && prices.contains { pool.rates($0) }
            }
        }
        return Effects(
            placement: placement, balances: balances, pools: pools,
            payouts: payouts.map {
                OrderedPayout($0.payout, chain: $0.chain, blockNumber: placement.blockNumber)
            })
    }

    /// The balance that a key names; empty for a key of another kind.
    private func balance(_ key: RecordKey) -> [BalanceState] {
        guard key.kind == .balance, let subAccount = key.subAccount, let token = key.token
        else { return [] }
        return [BalanceState(subAccount: subAccount, token: token, amount: amount(key))]
    }
}
