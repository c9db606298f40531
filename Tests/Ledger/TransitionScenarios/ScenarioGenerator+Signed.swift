import Bytes
import Ledger
import TestSupport
import Transition

extension ScenarioGenerator {
    mutating func signed<Reader: StateReader>(
        _ executor: inout BlockExecutor<Reader>
    ) -> SignedOperation {
        // The owners of shares, so that debts are opened and paid.
        let isOfVault = chance(5)
        let (account, subAccount) =
            isOfVault
            ? (AccountID(UInt32(1 + number(below: 3))), SubAccount(0)) : (account(), subAccount())
        let slot = chance(40) ? KeySlot(16) : chance(8) ? pick(slots) : slots[0]
        let feeToken = token()
        let now = executor.timestamp
        let authorization = Authorization(
            account: account, subAccount: subAccount, slot: slot,
            nonce: nonce(account, slot, &executor),
            validUntil: chance(25) ? now - min(now, 1) : pick([now, now + 100, .max]))
        let fee = TokenQuantity(feeToken, fee(executor.held(account, subAccount, feeToken)))
        return SignedOperation(
            authorization: authorization, fee: fee,
            body: isOfVault
                ? vaultBody(account, subAccount, &executor)
                : body(account, subAccount, &executor))
    }

    /// An operation of an account with the key of the opening, without a fee.
    mutating func signed<Reader: StateReader>(
        _ body: SignedBody, of account: AccountID, _ executor: inout BlockExecutor<Reader>
    ) -> SignedOperation {
        SignedOperation(
            authorization: Authorization(
                account: account, subAccount: SubAccount(0), slot: slots[0],
                nonce: nonce(account, slots[0], &executor), validUntil: .max),
            fee: TokenQuantity(tokens[0], .zero), body: body)
    }

    private mutating func fee(_ held: Amount) -> Amount {
        switch number(below: 20) {
        case 0: amount(held: held)
        case 1...8: Amount(UInt128(number(below: 1_000_000)))
        default: .zero
        }
    }

    private mutating func nonce<Reader: StateReader>(
        _ account: AccountID, _ slot: KeySlot, _ executor: inout BlockExecutor<Reader>
    ) -> UInt32 {
        let key = RecordKey.key(account, KeySlot(slot.rawValue & 15))
        guard case .key(let record)? = executor.record(for: key) else { return 0 }
        let base = record.nonces.base
        if chance(12) {
            return pick([0, base &- 1, base, base + 63, base &+ 64, .max])
        }
        return chance(5)
            ? base + UInt32(number(below: 64)) : record.nonces.next ?? base
    }

    private mutating func body<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ executor: inout BlockExecutor<Reader>
    ) -> SignedBody {
        let held = heldToken(account, subAccount, &executor)
        let amount = amount(held: executor.held(account, subAccount, held))
        switch number(below: 28) {
        case 20: return .postPrices(postPrices(at: executor.timestamp))
        case 21...27: return dollarBody(account, subAccount, &executor)
        case 0...2:
            return .transfer(
                Transfer(
                    token: held, amount: amount,
                    destination: chance(2) ? .account(self.account()) : .owner(owner()),
                    destinationSubAccount: self.subAccount()))
        case 3...4:
            var receiver = receiver()
            if case .account(let record)? = executor.record(for: .account(account)) {
                receiver = chance(2) ? record.owner : receiver
            }
            return .withdraw(
                Withdraw(
                    token: held, amount: amount,
                    minimum: chance(3)
                        ? Amount(amount.units / UInt128(1 + number(below: 2))) : minimum(),
                    chain: chance(20) ? ChainID(3) : chain(),
                    receiver: receiver, fastFeeRate: rate()))
        case 5...6:
            return .createPool(createPool(account, subAccount, &executor))
        case 7...8:
            return .addLiquidity(addLiquidity(account, subAccount, &executor))
        case 9...10:
            return .removeLiquidity(removeLiquidity(account, subAccount, &executor))
        case 11...12:
            return .addLiquidityOneCoin(
                AddLiquidityOneCoin(
                    pool: pool(), token: held, amount: amount, minimumShares: minimum()))
        case 13...14:
            return .removeLiquidityOneCoin(
                removeLiquidityOneCoin(account, subAccount, &executor))
        default:
            return .swap(swap(from: held, amount: amount, &executor))
        }
    }

    /// A token that the sub-account usually holds.
    private mutating func heldToken<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ executor: inout BlockExecutor<Reader>
    ) -> TokenID {
        var token = token()
        for _ in 0..<3 where executor.held(account, subAccount, token).isZero {
            token = self.token()
        }
        return token
    }

    private mutating func createPool<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ executor: inout BlockExecutor<Reader>
    ) -> CreatePool {
        var tokens = chance(30) ? [token(), token(), token()] : [token(), token()]
        if !chance(30) { tokens.sort() }
        var deposits = BoundedList<4, TokenQuantity>()
        for token in tokens {
            let held = executor.held(account, subAccount, token)
            deposits.append(TokenQuantity(token, amount(held: held)))
        }
        let feeRate = UInt32(pick([0, 4, 2_500, 100_000, chance(10) ? 100_001 : 30]))
        return chance(3)
            ? CreatePool(
                kind: .stable, feeRate: chance(3) ? feeRate : 300, stable: stableTerms(),
                deposits: deposits)
            : CreatePool(kind: .constantProduct, feeRate: feeRate, deposits: deposits)
    }

    private mutating func addLiquidity<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ executor: inout BlockExecutor<Reader>
    ) -> AddLiquidity {
        let pool = pool()
        var tokens = Array(tokens.prefix(2))
        if case .pool(let record)? = executor.record(for: .pool(pool)) {
            tokens = record.tokens.array
        }
        if chance(40), tokens.count < LedgerLimits.maximumPoolTokens { tokens.append(token()) }
        var maximumAmounts = PoolAmounts()
        for token in tokens {
            maximumAmounts.append(amount(held: executor.held(account, subAccount, token)))
        }
        return AddLiquidity(
            pool: pool, minimumShares: minimum(), maximumAmounts: maximumAmounts)
    }

    private mutating func minimum() -> Amount {
        chance(6) ? Amount(magnitude(from: 1, to: 60)) : .zero
    }

    /// A pool of whose shares the sub-account often has some.
    private mutating func ownPool<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ executor: inout BlockExecutor<Reader>
    ) -> PoolID {
        var pool = pool()
        for _ in 0..<3 {
            let share = TokenID(shareOf: PoolID(pool.rawValue & 0x7fff))
            if executor.held(account, subAccount, share).isZero { pool = self.pool() }
        }
        return pool
    }

    private mutating func removeLiquidityOneCoin<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ executor: inout BlockExecutor<Reader>
    ) -> RemoveLiquidityOneCoin {
        let pool = ownPool(account, subAccount, &executor)
        let share = TokenID(shareOf: PoolID(pool.rawValue & 0x7fff))
        var token = token()
        if !chance(20), case .pool(let record)? = executor.record(for: .pool(pool)) {
            token = pick(record.tokens.array)
        }
        return RemoveLiquidityOneCoin(
            pool: pool, token: token,
            shares: amount(held: executor.held(account, subAccount, share)),
            minimumAmount: minimum())
    }

    private mutating func removeLiquidity<Reader: StateReader>(
        _ account: AccountID, _ subAccount: SubAccount, _ executor: inout BlockExecutor<Reader>
    ) -> RemoveLiquidity {
        let pool = ownPool(account, subAccount, &executor)
        let share = TokenID(shareOf: PoolID(pool.rawValue & 0x7fff))
        var count = 2
        if case .pool(let record)? = executor.record(for: .pool(pool)) {
            count = record.tokens.count
        }
        var minimumAmounts = PoolAmounts()
        for _ in 0..<(chance(40) ? (count == 2 ? 3 : 2) : count) {
            minimumAmounts.append(minimum())
        }
        return RemoveLiquidity(
            pool: pool, shares: amount(held: executor.held(account, subAccount, share)),
            minimumAmounts: minimumAmounts)
    }

    private mutating func swap<Reader: StateReader>(
        from tokenIn: TokenID, amount: Amount, _ executor: inout BlockExecutor<Reader>
    ) -> Swap {
        var route = self.route(from: tokenIn, hops: Int(1 + number(below: 3)), &executor)
        if route.hops.count == 0 { route.hops.append(Hop(pool: pool(), tokenOut: token())) }
        guard chance(3) else {
            return Swap(
                kind: .exactIn, route: route, amountIn: amount,
                amountOut: chance(3) ? Amount(amount.units / 2) : .zero)
        }
        var out = Amount(amount.units >> UInt128(number(below: 12)))
        let last = route.hops[route.hops.count - 1]
        if chance(8), case .pool(let record)? = executor.record(for: .pool(last.pool)) {
            // Nearly, or exactly, all that the pool has of one of its tokens.
            let balance = record.balances[chance(2) ? 0 : 1]
            out = Amount(balance.units - min(balance.units, UInt128(number(below: 3))))
        }
        return Swap(
            kind: .exactOut, route: route, amountIn: chance(6) ? amount : .maximum,
            amountOut: out)
    }
}
