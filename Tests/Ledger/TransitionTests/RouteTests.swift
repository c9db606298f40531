import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

/// Routes through pools, their shares and the dollar: each hop has the effect of its operation.
@Suite struct RouteTests {
    private let one = VaultLedger.one

    /// Coins 2 and 3, shares of stable pool 1 and dollars for account 1.
    private func setup() throws -> VaultLedger {
        var setup = try VaultLedger()
        setup.openDollar()
        setup.ledger.setBalance(1, 10_000 * one)
        setup.ledger.setBalance(2, 10_000 * one)
        setup.ledger.setBalance(3, 10_000 * one)
        return setup
    }

    private func swap(
        _ amount: UInt128, _ route: Route, minimum: UInt128 = 0, _ kind: SwapKind = .exactIn
    ) -> SignedBody {
        .swap(
            Swap(kind: kind, route: route, amountIn: Amount(amount), amountOut: Amount(minimum)))
    }

    /// Each hop and the operation that does the same, for 1,000 of the token that goes in.
    @Test func everyHopIsItsOperation() throws {
        let amount = 1_000 * one
        let rows: [(Route, SignedBody)] = [
            (
                Route(from: 2, (1, 3)),
                .convert(
                    Convert(
                        from: TokenID(2), to: TokenID(3), amount: Amount(amount), pool: PoolID(1),
                        poolAmount: Amount(amount), minimum: .zero))
            ),
            (Route(from: 2, (1, 0x8001)), .addOneCoin(pool: 1, 2, amount)),
            (Route(from: 0x8001, (1, 3)), .removeOneCoin(pool: 1, 3, shares: amount)),
            (Route(from: 2, (0x8000, 1)), .mint(amount)),
            (Route(from: 1, (0x8000, 3)), .redeem(amount, for: 3)),
        ]
        for (route, body) in rows {
            let setup = try setup()
            var (routed, single) = (try setup.ledger.executor(), try setup.ledger.executor())
            let receipt = routed.receipt(TestLedger.sign(swap(amount, route)))
            guard case .trade(let trade)? = receipt else {
                Issue.record("\(route): \(String(describing: receipt))")
                continue
            }
            #expect(single.receipt(TestLedger.sign(body)) != nil)
            #expect(state(&routed) == state(&single), "\(route)")
            let token = route.tokenOut.rawValue
            let before = setup.ledger.records[.balance(AccountID(1), SubAccount(0), route.tokenOut)]
            let after = routed.balance(1, token)
            #expect(after == (before?.amount?.units ?? 0) + trade.amountOut.units)
            _ = try routed.close()
            _ = try single.close()
        }
    }

    /// A coin is swapped in pool 0, and what it buys is added to pool 1; the two operations one after
    /// the other do the same.
    @Test func hopsFollowEachOther() throws {
        let setup = try setup()
        let amount = 7 * one
        var routed = try setup.ledger.executor()
        let route = Route(from: 2, (0, 3), (1, 0x8001))
        #expect(routed.receipt(TestLedger.sign(swap(amount, route))) != nil)
        var single = try setup.ledger.executor()
        let first = single.receipt(TestLedger.sign(swap(amount, Route(from: 2, (0, 3)))))
        guard case .trade(let trade)? = first else {
            Issue.record("not applied")
            return
        }
        let added = SignedBody.addOneCoin(pool: 1, 3, trade.amountOut.units)
        #expect(single.receipt(TestLedger.sign(added, nonce: 1)) != nil)
        #expect(state(&routed) == state(&single))
        _ = try routed.close()
    }

    /// Dollars of one coin, which the other coin's pool then takes: three places, four tokens.
    @Test func routePassesThroughTheDollar() throws {
        var setup = try setup()
        setup.ledger.records[.token(TokenID(4))] = .token(TokenRecord(.ordinary))
        setup.ledger.records[.pool(PoolID(2))] = .pool(
            PoolRecord(
                kind: .constantProduct, tokens: .tokens(1, 4),
                balances: .units(1_000 * one, 1_000 * one), shareSupply: Amount(1_000 * one),
                feeRate: 2_500))
        var executor = try setup.ledger.executor()
        let route = Route(from: 2, (0x8000, 1), (2, 4))
        let receipt = executor.receipt(TestLedger.sign(swap(100 * one, route)))
        guard case .trade(let trade)? = receipt else {
            Issue.record("not applied")
            return
        }
        #expect(trade.hops[0].protocolCut.isZero && trade.hops[0].amountOut == Amount(100 * one))
        #expect(executor.balance(1, 4) == trade.amountOut.units)
        #expect(executor.balance(1, 1) == 10_000 * one)
        _ = try executor.close()
    }

    @Test func routesAreRefusedInOrder() throws {
        func refused(
            _ route: Route, _ reason: Rejection, amount: UInt128? = nil, minimum: UInt128 = 0,
            _ kind: SwapKind = .exactIn, _ change: (inout VaultLedger) -> Void = { _ in }
        ) throws {
            var setup = try setup()
            change(&setup)
            var executor = try setup.ledger.executor()
            let before = state(&executor)
            let body = swap(amount ?? one, route, minimum: minimum, kind)
            #expect(
                executor.apply(TestLedger.sign(body)) == .rejected(reason), "\(route) \(kind)")
            #expect(state(&executor) == before)
        }
        // A place twice, a token for itself.
        try refused(Route(from: 2, (1, 0x8001), (1, 3)), .malformed)
        try refused(Route(from: 2, (0x8000, 1), (0x8000, 3)), .malformed)
        try refused(Route(from: 0x8001, (1, 0x8001)), .malformed)
        // Hops that are none.
        for route in [
            Route(from: 2, (1, 0x8000)), Route(from: 2, (0, 0x8001)), Route(from: 0x8000, (1, 2)),
            Route(from: 4, (1, 0x8001)), Route(from: 2, (0x8000, 3)), Route(from: 4, (0x8000, 1)),
            Route(from: 1, (0x8000, 4)), Route(from: 2, (0x8001, 3)), Route(from: 2, (9, 0x8009)),
            Route(from: 2, (0, 3), (0x8000, 4)),
        ] { try refused(route, .notFound) }
        // Exact out is for trades.
        for route in [
            Route(from: 2, (1, 0x8001)), Route(from: 0x8001, (1, 2)), Route(from: 2, (0x8000, 1)),
            Route(from: 1, (0x8000, 2)), Route(from: 2, (0, 3), (1, 0x8001)),
        ] { try refused(route, .notFound, minimum: 1, .exactOut) }
        try refused(Route(from: 2, (1, 0x8001)), .balance, amount: 10_001 * one)
        try refused(Route(from: 2, (1, 0x8001)), .slippage, minimum: one)
        try refused(Route(from: 2, (0, 3), (1, 0x8001)), .slippage, minimum: 2 * one)
        try refused(Route(from: 2, (0x8000, 1)), .slippage, minimum: one + 1)
        try refused(Route(from: 2, (0x8000, 1)), .paused) {
            $0.dollar.setPrice(2, one, isFrozen: true)
        }
        try refused(Route(from: 1, (0x8000, 3)), .stalePrice) {
            $0.dollar.setPrice(3, one, age: 121)
        }
        try refused(Route(from: 3, (1, 2), (0x8000, 1)), .ceiling, amount: 100 * one) {
            $0.dollar.fillAllowances(2, mint: 99 * one)
        }
    }

    /// What a route may change: pools, the dollar, and what accounts 0 and 1 hold.
    private func state(_ executor: inout BlockExecutor<MemoryReader>) -> [Record?] {
        var keys: [RecordKey] = [
            .pool(PoolID(0)), .pool(PoolID(1)), .dollar, .collateral(TokenID(2)),
            .collateral(TokenID(3)), .balance(.fees, SubAccount(1), .unifiedDollar),
        ]
        for token in [1, 2, 3, 0x8000, 0x8001] as [UInt16] {
            keys.append(.balance(.fees, SubAccount(0), TokenID(token)))
            keys.append(.balance(AccountID(1), SubAccount(0), TokenID(token)))
        }
        return keys.map { executor.record(for: $0) }
    }
}
