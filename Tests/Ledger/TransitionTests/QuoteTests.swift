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
                ? try? record.trade(exactIn: amount, of: TokenID(1), for: TokenID(2), at: 0, &roots)
                : try? record.trade(
                    exactOut: amount, of: TokenID(2), for: TokenID(1), at: 0, &roots)
            guard let hop else { continue }
            let grown = record.balances[0].units + hop.amountIn.units - hop.protocolCut.units
            let rest = record.balances[1].units - hop.amountOut.units
            let before = WideAmount(product: record.balances[0], record.balances[1])
            #expect(WideAmount(product: Amount(grown), Amount(rest)) >= before)
            #expect(rest > 0 && hop.protocolCut <= hop.amountIn)
            // Selling what an exact purchase costs buys at least as much.
            if !isExactIn {
                let back = try record.trade(
                    exactIn: hop.amountIn, of: TokenID(1), for: TokenID(2), at: 0, &roots)
                #expect(back.amountOut >= amount)
            }
        }
    }

    @Test func routeOfThreePoolsIsItsHops() throws {
        let pools = [
            pool(1, 2, 1_000_000, 2_000_000), pool(2, 3, 500_000, 500_000),
            pool(1, 3, 900_000, 800_000),
        ]
        let route = Route(from: 1, (0, 2), (1, 3), (2, 1))
        let along = try RoutePools(route) { pools[Int($0.rawValue)] }
        let quote = try along.quote(exactIn: Amount(1_000), at: 0)
        #expect(quote.hops.count == 3 && quote.route == route && quote.tokenOut == TokenID(1))
        for index in 1..<3 {
            #expect(quote.amountIn(of: index) == quote.hops[index - 1].amountOut)
            #expect(quote.tokenIn(of: index) == quote.hops[index - 1].tokenOut)
        }
        let exact = try along.quote(exactOut: quote.amountOut, at: 0)
        #expect(exact.amountIn <= quote.amountIn && exact.amountOut == quote.amountOut)
        for broken in [Route(from: 1, (0, 2), (2, 3)), Route(from: 1, (0, 3))] {
            #expect(throws: Rejection.notFound) {
                try RoutePools(broken) { pools[Int($0.rawValue)] }
            }
        }
        #expect(throws: Rejection.notFound) { try RoutePools(route) { _ in nil } }
    }

    @Test func searchFindsWhatTryingEveryPathFinds() throws {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<200 {
            var pools = [(id: PoolID, record: PoolRecord)]()
            for index in 0..<UInt16(6) {
                let a = UInt16(random.next() % 4)
                let b = a + 1 + UInt16(random.next() % 2)
                pools.append(
                    (
                        PoolID(index),
                        pool(
                            a, b, UInt128(random.next() % 1_000_000) + 1_000,
                            UInt128(random.next() % 1_000_000) + 1_000)
                    ))
            }
            let amount = Amount(UInt128(random.next() % 5_000) + 1)
            let (from, to) = (TokenID(0), TokenID(3))
            var bestOut: Amount?
            var bestIn: Amount?
            for path in paths(6) {
                guard let route = route(from, to, along: path, pools),
                    let along = try? RoutePools(route, pool: { pools[Int($0.rawValue)].record })
                else { continue }
                if let quote = try? along.quote(exactIn: amount, at: 0) {
                    bestOut = max(bestOut ?? .zero, quote.amountOut)
                }
                if let quote = try? along.quote(exactOut: amount, at: 0) {
                    bestIn = min(bestIn ?? .maximum, quote.amountIn)
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

    /// The route through pools of two tokens, `nil` when they do not connect or when an end is met
    /// in between: no such route is better than the shorter one that it contains.
    private func route(
        _ start: TokenID, _ end: TokenID, along path: [PoolID],
        _ pools: [(id: PoolID, record: PoolRecord)]
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
