import Bytes
import Ledger
import Transition

/// What observers are told, read right after the operation so that a frame never shows more than
/// what its log record makes durable.
extension Sequencer {
    mutating func effects(
        of operation: SignedOperation, _ receipt: Transition.Receipt, _ placement: Placement
    ) -> Effects {
        var gathered = GatheredEffects()
        let account = operation.account
        let own = operation.subAccount
        if !operation.fee.isZero {
            gathered.add(account, own, operation.feeToken)
            gathered.fees.append(.fees(operation.feeToken))
        }
        switch operation.body {
        case .transfer(let transfer):
            gathered.add(account, own, transfer.token)
            if case .transferred(let destination, _) = receipt {
                gathered.add(destination, transfer.destinationSubAccount, transfer.token)
            }
        case .withdraw(let withdraw): gathered.add(account, own, withdraw.token)
        case .createPool(let pool):
            gathered.add(account, own, pool.tokenA)
            gathered.add(account, own, pool.tokenB)
        case .addLiquidity(let change): gathered.pools.append(change.pool)
        case .removeLiquidity(let change): gathered.pools.append(change.pool)
        case .swap(let swap):
            gathered.add(account, own, swap.tokenIn)
            gathered.pools += swap.path.pools
        }
        var payouts: [OrderedPayout] = []
        switch receipt {
        case .withdrawn(_, let chain, let payout):
            payouts.append(
                OrderedPayout(payout, chain: chain, blockNumber: placement.blockNumber))
        case .poolCreated(let pool, _): gathered.pools.append(pool)
        case .swapped(let quote): gathered.add(account, own, quote.tokenOut)
        case .transferred, .liquidityAdded, .liquidityRemoved: break
        }
        if case .swap = operation.body {
            return finish(gathered, placement, payouts)
        }
        for pool in gathered.pools {
            guard case .pool(let record)? = current(.pool(pool)) else { continue }
            gathered.add(account, own, record.tokenA)
            gathered.add(account, own, record.tokenB)
            gathered.add(account, own, TokenID(shareOf: pool))
        }
        return finish(gathered, placement, payouts)
    }

    mutating func effects(
        of entry: PriorityEntry, _ outcome: PriorityOutcome, _ placement: Placement
    ) -> Effects {
        var gathered = GatheredEffects()
        var payouts: [OrderedPayout] = []
        func order(_ payout: Payout, on chain: ChainID) {
            payouts.append(
                OrderedPayout(payout, chain: chain, blockNumber: placement.blockNumber))
        }
        switch (entry.operation, outcome) {
        case (.deposit(let deposit), .applied(.deposited(let account, _))):
            gathered.add(account, deposit.subAccount, deposit.token)
        case (.fullExit(let exit), .applied(.exited(_, let payout))):
            gathered.add(exit.account, exit.subAccount, exit.token)
            order(payout, on: entry.chain)
        case (.setKey, .applied(.keySet(let account, _))): gathered.accounts.append(account)
        case (.crossSwap(let swap), .applied(.crossSwapped(_, let chain, let payout))):
            gathered.pools += swap.path.pools
            order(payout, on: chain)
        case (_, .failed(_, let refund?)): order(refund, on: entry.chain)
        default: break
        }
        return finish(gathered, placement, payouts)
    }

    private mutating func finish(
        _ gathered: GatheredEffects, _ placement: Placement, _ payouts: [OrderedPayout]
    ) -> Effects {
        var balances: [AccountID: [BalanceState]] = [:]
        for account in gathered.accounts { balances[account] = [] }
        for place in gathered.balances {
            guard place.subAccount.isValid else { continue }
            let key = RecordKey.balance(place.account, place.subAccount, place.token)
            let amount = amount(key)
            openBalances.insert(place)
            balances[place.account, default: []].append(
                BalanceState(subAccount: place.subAccount, token: place.token, amount: amount))
        }
        var pools: [PoolState] = []
        openBalances.formUnion(gathered.fees)
        for pool in gathered.pools {
            guard case .pool(let record)? = current(.pool(pool)) else { continue }
            pools.append(PoolState(pool: pool, record: record))
            // The protocol's part of a swap may be its first balance of the token.
            openBalances.insert(.fees(record.tokenA))
            openBalances.insert(.fees(record.tokenB))
        }
        return Effects(
            placement: placement, balances: balances, pools: pools, payouts: payouts)
    }
}

/// A balance that an operation touched.
struct BalancePlace: Hashable {
    let account: AccountID
    let subAccount: SubAccount
    let token: TokenID

    /// The protocol's balance of a token.
    static func fees(_ token: TokenID) -> BalancePlace {
        BalancePlace(account: .fees, subAccount: SubAccount(0), token: token)
    }
}

private struct GatheredEffects {
    var balances: [BalancePlace] = []
    var fees: [BalancePlace] = []
    var accounts: [AccountID] = []
    var pools: [PoolID] = []

    mutating func add(_ account: AccountID, _ subAccount: SubAccount, _ token: TokenID) {
        let place = BalancePlace(account: account, subAccount: subAccount, token: token)
        if !balances.contains(place) { balances.append(place) }
    }
}
