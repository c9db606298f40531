import Ledger
import TestSupport
import Testing
import Transition
import TransitionScenarios

@Suite struct QuoteTests {
    private func pool(
        _ tokenA: UInt16, _ tokenB: UInt16, _ a: UInt128, _ b: UInt128, fee: UInt32 = 2_500
    ) -> PoolRecord {
        PoolRecord(
            kind: .constantProduct, tokens: .tokens(tokenA, tokenB), balances: .units(a, b),
            shareSupply: Amount(1_000_000), feeRate: fee)
    }

    @Test func productOfBalancesNeverFalls() throws {
        var (random, roots) = (SeededGenerator(seed: 11), PoolRoots())
        for _ in 0..<5_000 {
            let record = pool(
                1, 2, UInt128(random.next() >> (random.next() % 60)) + 1,
                UInt128(random.next() >> (random.next() % 60)) + 1,
                fee: UInt32(random.next() % 100_001))
            let amount = Amount(UInt128(random.next() >> (random.next() % 60)) + 1)
            let isExactIn = random.next() % 2 == 0
            let hop =
                isExactIn
                ? try? record.trade(
                    exactIn: amount, of: TokenID(1), for: TokenID(2), at: .start, &roots)
                : try? record.trade(
                    exactOut: amount, of: TokenID(2), for: TokenID(1), at: .start, &roots)
            guard let hop else { continue }
            let grown = record.balances[0].units + hop.amountIn.units - hop.protocolCut.units
            let rest = record.balances[1].units - hop.amountOut.units
            let before = WideAmount(product: record.balances[0], record.balances[1])
            #expect(WideAmount(product: Amount(grown), Amount(rest)) >= before)
            #expect(rest > 0 && hop.protocolCut <= hop.amountIn)
            // Selling what an exact purchase costs buys at least as much.
            if !isExactIn {
                let back = try record.trade(
                    exactIn: hop.amountIn, of: TokenID(1), for: TokenID(2), at: .start, &roots)
                #expect(back.amountOut >= amount)
            }
        }
    }

    /// A route of three pools found by the search is executed as it was quoted.
    @Test func quotesAreWhatIsExecuted() throws {
        var setup = try VaultLedger()
        setup.openDollar()
        for token in [1, 2, 3, 0x8001] as [UInt16] {
            setup.ledger.setBalance(token, 1_000 * TestLedger.one)
        }
        let pools: [MarketPool] = (UInt16(0)...1).compactMap { number in
            guard case .pool(let record)? = setup.ledger.records[.pool(PoolID(number))] else {
                return nil
            }
            return MarketPool(PoolID(number), record)
        }
        let search = SwapSearch(
            pools: pools, dollar: DollarAtPar(coins: [TokenID(2), TokenID(3)]), at: TestLedger.now)
        let tokens: [UInt16] = [1, 2, 3, 0x8001]
        for from in tokens {
            for to in tokens where to != from {
                let amount = Amount(10 * TestLedger.one)
                let found = search.best(exactIn: amount, from: TokenID(from), to: TokenID(to))
                let quote = try #require(found, "\(from) to \(to)")
                #expect(quote.tokenIn == TokenID(from) && quote.tokenOut == TokenID(to))
                var executor = try setup.ledger.executor()
                let swap = SignedBody.swap(
                    Swap(
                        kind: .exactIn, route: quote.route, amountIn: amount,
                        amountOut: quote.amountOut))
                #expect(executor.receipt(TestLedger.sign(swap)) == .trade(quote))
            }
        }
    }

    @Test func searchFindsWhatTryingEveryPathFinds() throws {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<200 {
            var pools = [MarketPool]()
            for index in 0..<UInt16(6) {
                let a = UInt16(random.next() % 4)
                let b = a + 1 + UInt16(random.next() % 2)
                pools.append(
                    MarketPool(
                        PoolID(index),
                        pool(
                            a, b, UInt128(random.next() % 1_000_000) + 1_000,
                            UInt128(random.next() % 1_000_000) + 1_000)))
            }
            let amount = Amount(UInt128(random.next() % 5_000) + 1)
            let (from, to) = (TokenID(0), TokenID(3))
            var bestOut: Amount?
            var bestIn: Amount?
            for path in paths(6) {
                guard let route = route(from, to, along: path, pools) else { continue }
                if let sold = sold(amount, along: route, pools) {
                    bestOut = max(bestOut ?? .zero, sold)
                }
                if let paid = paid(for: amount, along: route, pools) {
                    bestIn = min(bestIn ?? .maximum, paid)
                }
            }
            let search = SwapSearch(pools: pools, at: 0)
            #expect(search.best(exactIn: amount, from: from, to: to)?.amountOut == bestOut)
            #expect(search.best(exactOut: amount, from: from, to: to)?.amountIn == bestIn)
        }
        #expect(
            SwapSearch(pools: [], at: 0).best(exactIn: Amount(1), from: TokenID(1), to: TokenID(2))
                == nil)
    }

    /// What selling an amount along a route gives, hop by hop.
    private func sold(
        _ amount: Amount, along route: Route, _ pools: [MarketPool]
    ) -> Amount? {
        var roots = PoolRoots()
        var amount = amount
        for index in route.hops.indices {
            let hop = route.hops[index]
            let trade = try? pools[Int(hop.pool.rawValue)].record.trade(
                exactIn: amount, of: route.tokenIn(of: index), for: hop.tokenOut, at: .start, &roots
            )
            guard let trade else { return nil }
            amount = trade.amountOut
        }
        return amount
    }

    /// What buying an amount along a route costs, hop by hop from the last.
    private func paid(
        for amount: Amount, along route: Route, _ pools: [MarketPool]
    ) -> Amount? {
        var roots = PoolRoots()
        var amount = amount
        for index in route.hops.indices.reversed() {
            let hop = route.hops[index]
            let trade = try? pools[Int(hop.pool.rawValue)].record.trade(
                exactOut: amount, of: hop.tokenOut, for: route.tokenIn(of: index), at: .start,
                &roots)
            guard let trade else { return nil }
            amount = trade.amountIn
        }
        return amount
    }

    /// The route through pools of two tokens, `nil` when they do not connect or when an end is met
    /// in between: no such route is better than the shorter one that it contains.
    private func route(
        _ start: TokenID, _ end: TokenID, along path: [PoolID],
        _ pools: [MarketPool]
    ) -> Route? {
        var route = Route(from: start, Hops())
        for (index, pool) in path.enumerated() {
            let tokens = pools[Int(pool.rawValue)].record.tokens.array
            guard tokens.contains(route.tokenOut),
                let out = tokens.first(where: { $0 != route.tokenOut })
            else { return nil }
            guard out != start, (out == end) == (index == path.count - 1) else { return nil }
            route.hops.append(Hop(pool: pool, tokenOut: out))
        }
        return route
    }

    private func paths(_ count: UInt16) -> [[PoolID]] {
        var all = [[PoolID]]()
        for a in 0..<count {
            all.append([PoolID(a)])
            for b in 0..<count where b != a {
                all.append([PoolID(a), PoolID(b)])
                for c in 0..<count where c != a && c != b {
                    all.append([PoolID(a), PoolID(b), PoolID(c)])
                }
            }
        }
        return all
    }
}

/// A dollar whose coins are at par and cost 0.1 % to redeem, as in `DollarLedger` at balance.
private struct DollarAtPar: DollarQuotes {
    let coins: [TokenID]

    func amountOut(for amount: Amount, of tokenIn: TokenID, to tokenOut: TokenID) -> Amount? {
        if tokenOut == .unifiedDollar { return amount }
        guard tokenIn == .unifiedDollar else { return nil }
        return Amount(amount.units - (amount.units + 999) / 1_000)
    }
}
