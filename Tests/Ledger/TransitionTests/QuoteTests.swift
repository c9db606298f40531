import Ledger
import TestSupport
import Testing
import Transition

@Suite struct QuoteTests {
    private func pool(
        _ tokenA: UInt16, _ tokenB: UInt16, _ a: UInt128, _ b: UInt128, fee: UInt32 = 2_500
    ) -> PoolRecord {
        PoolRecord(
            kind: .constantProduct, tokenA: TokenID(tokenA), tokenB: TokenID(tokenB),
            balanceA: Amount(a), balanceB: Amount(b), shareSupply: Amount(1_000_000),
            feeRate: fee, protocolFeeRate: fee / 5)
    }

    @Test func productOfBalancesNeverFalls() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<5_000 {
            let record = pool(
                1, 2, UInt128(random.next() >> (random.next() % 60)) + 1,
                UInt128(random.next() >> (random.next() % 60)) + 1,
                fee: UInt32(random.next() % 100_001))
            let amount = Amount(UInt128(random.next() >> (random.next() % 60)) + 1)
            let isExactIn = random.next() % 2 == 0
            let hop =
                isExactIn
                ? try? PoolCurve.hop(exactIn: amount, of: TokenID(1), pool: PoolID(0), record)
                : try? PoolCurve.hop(exactOut: amount, for: TokenID(1), pool: PoolID(0), record)
            guard let hop else { continue }
            let grown = record.balanceA.units + hop.amountIn.units - hop.protocolCut.units
            let rest = record.balanceB.units - hop.amountOut.units
            let before = WideAmount(product: record.balanceA, record.balanceB)
            #expect(WideAmount(product: Amount(grown), Amount(rest)) >= before)
            #expect(rest > 0 && hop.protocolCut <= hop.amountIn)
            // Selling what an exact purchase costs buys at least as much.
            if !isExactIn {
                let back = try PoolCurve.hop(
                    exactIn: hop.amountIn, of: TokenID(1), pool: PoolID(0), record)
                #expect(back.amountOut >= amount)
            }
        }
    }

    @Test func routeOfThreePoolsIsItsHops() throws {
        let pools = [
            pool(1, 2, 1_000_000, 2_000_000), pool(2, 3, 500_000, 500_000),
            pool(1, 3, 900_000, 800_000),
        ]
        let path = try #require(PoolPath([PoolID(0), PoolID(1), PoolID(2)]))
        let route = try SwapRoute(path, from: TokenID(1)) { pools[Int($0.rawValue)] }
        #expect(route.tokenOut == TokenID(1))
        let quote = try route.quote(exactIn: Amount(1_000))
        #expect(quote.count == 3 && quote.path == path && quote.tokenIn == TokenID(1))
        for index in 1..<3 {
            #expect(quote[index].amountIn == quote[index - 1].amountOut)
            #expect(quote[index].tokenIn == quote[index - 1].tokenOut)
        }
        let exact = try route.quote(exactOut: quote.amountOut)
        #expect(exact.amountIn <= quote.amountIn && exact.amountOut == quote.amountOut)
        let broken = try #require(PoolPath([PoolID(0), PoolID(2)]))
        #expect(throws: Rejection.notFound) {
            try SwapRoute(broken, from: TokenID(1)) { pools[Int($0.rawValue)] }
        }
        #expect(throws: Rejection.notFound) { try SwapRoute(path, from: TokenID(1)) { _ in nil } }
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
                guard
                    let route = try? SwapRoute(
                        path, from: from,
                        pool: { id in
                            pools[Int(id.rawValue)].record
                        }), route.tokenOut == to, !passes(route, path, pools, to)
                else { continue }
                if let quote = try? route.quote(exactIn: amount) {
                    bestOut = max(bestOut ?? .zero, quote.amountOut)
                }
                if let quote = try? route.quote(exactOut: amount) {
                    bestIn = min(bestIn ?? .maximum, quote.amountIn)
                }
            }
            let search = SwapSearch(pools: pools)
            #expect(search.best(exactIn: amount, from: from, to: to)?.amountOut == bestOut)
            #expect(search.best(exactOut: amount, from: from, to: to)?.amountIn == bestIn)
        }
        #expect(
            SwapSearch(pools: []).best(exactIn: Amount(1), from: TokenID(1), to: TokenID(2)) == nil)
    }

    /// Whether the token at the path's end, or at its start, is met in between: no such path is
    /// better than the shorter one that it contains.
    private func passes(
        _ route: SwapRoute, _ path: PoolPath, _ pools: [(id: PoolID, record: PoolRecord)],
        _ end: TokenID
    ) -> Bool {
        var token = TokenID(0)
        for index in 0..<path.count - 1 {
            let record = pools[Int(path[index].rawValue)].record
            token = PoolCurve.otherToken(of: record, than: token) ?? token
            if token == end || token == TokenID(0) { return true }
        }
        return false
    }

    private func paths(_ count: UInt16) -> [PoolPath] {
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
        return all.compactMap { PoolPath($0) }
    }
}
