import Ledger

// Routes (`docs/protocol/transition.md`, "Routes"); the caller debits and credits.
extension LedgerView {
    /// Throws `notFound` when a hop of the route does nothing.
    @inline(never)
    mutating func checkHops(of route: Route) throws(Rejection) {
        for index in route.hops.indices {
            let (hop, token) = (route.hops[index], route.tokenIn(of: index))
            let isKnown =
                hop.pool == .unifiedDollar
                ? dollarKind(of: hop, from: token) != nil
                : poolPlace(hop.pool).flatMap {
                    records.cells.pools[$0].kind(ofHop: token, hop.tokenOut, in: hop.pool)
                } != nil
            guard isKnown else { throw .notFound }
        }
    }

    /// Takes the hops in order with an amount of the first token; throws `notFound` when one does
    /// nothing, or what its operation throws.
    @inline(never)
    mutating func take(_ route: Route, with amount: Amount) throws(Rejection) -> SwapQuote {
        var quote = SwapQuote(tokenIn: route.tokenIn, amountIn: amount, hops: BoundedList())
        for index in route.hops.indices {
            let hop = route.hops[index]
            let (amount, token) = (quote.amountOut, quote.tokenOut)
            let taken =
                hop.pool == .unifiedDollar
                ? try exchange(amount, of: token, forDollars: hop)
                : try exchange(amount, of: token, through: hop)
            quote.hops.append(taken)
        }
        return quote
    }

    private mutating func exchange(
        _ amount: Amount, of token: TokenID, through hop: Hop
    ) throws(Rejection) -> SwapHop {
        let index = records.index(of: .pool(hop.pool))
        let kind = records.poolPlace(at: index).flatMap {
            records.cells.pools[$0].kind(ofHop: token, hop.tokenOut, in: hop.pool)
        }
        switch kind {
        case .trade:
            guard let pair = pair(token, hop.tokenOut, at: index) else { throw .notFound }
            let trade = try sell(amount, pair, at: index)
            try creditFees(trade.protocolCut, of: token)
            return SwapHop(hop, trade)
        case .add:
            let change = try add(
                TokenQuantity(token, amount), to: hop.pool, at: index, atLeast: .zero)
            return SwapHop(hop, cut: change.protocolCut, out: change.shares)
        case .remove:
            let change = try remove(
                amount, from: hop.pool, at: index,
                for: TokenQuantity(hop.tokenOut, .zero))
            return SwapHop(hop, cut: change.protocolCut, out: change.amount)
        case .mint, .redeem, nil: throw .notFound
        }
    }

    private mutating func exchange(
        _ amount: Amount, of token: TokenID, forDollars hop: Hop
    ) throws(Rejection) -> SwapHop {
        guard let kind = dollarKind(of: hop, from: token) else { throw .notFound }
        var module = try parModule()
        let out: Amount
        if kind == .mint {
            out = try buyDollars(with: amount, of: token, atLeast: .zero, in: &module)
        } else {
            out = try sellDollars(amount, for: hop.tokenOut, atLeast: .zero, in: &module)
                .coins[0].amount
        }
        try write(module)
        return SwapHop(hop, cut: .zero, out: out)
    }

    /// Whether a hop through the dollar mints or redeems; `nil` when a token of it is no coin.
    private mutating func dollarKind(of hop: Hop, from token: TokenID) -> HopKind? {
        if hop.tokenOut == .unifiedDollar { return hasCoin(token) ? .mint : nil }
        guard token == .unifiedDollar else { return nil }
        return hasCoin(hop.tokenOut) ? .redeem : nil
    }
}

// Exact out: trades alone.
extension LedgerView {
    /// Throws `notFound` when a hop of the route is no trade.
    mutating func checkTrades(of route: Route) throws(Rejection) {
        for index in route.hops.indices {
            let (hop, token) = (route.hops[index], route.tokenIn(of: index))
            guard let place = poolPlace(hop.pool),
                records.cells.pools[place].pair(token, hop.tokenOut) != nil
            else { throw .notFound }
        }
    }

    /// The amounts of buying exactly `amount` along a route; throws `slippage` or `overflow`.
    @inline(never)
    mutating func quote(
        exactOut amount: Amount, along route: Route
    ) throws(Rejection) -> (SwapQuote, TradePools) {
        var quote = SwapQuote(tokenIn: route.tokenIn, amountIn: amount, hops: BoundedList())
        var pools = TradePools(repeating: 0)
        for _ in route.hops.indices { quote.hops.append(SwapHop(placeholder: ())) }
        for index in route.hops.indices.reversed() {
            let hop = route.hops[index]
            pools[index] = records.index(of: .pool(hop.pool))
            guard let pair = pair(route.tokenIn(of: index), hop.tokenOut, at: pools[index]) else {
                throw .notFound
            }
            let trade = try trade(exactOut: quote.amountIn, pair, at: pools[index])
            quote.hops[index] = SwapHop(hop, trade)
            quote.amountIn = trade.amountIn
        }
        return (quote, pools)
    }

    /// Moves the amounts of a quote through its pools.
    @inline(never)
    mutating func move(_ quote: SwapQuote, through pools: TradePools) throws(Rejection) {
        for index in quote.hops.indices {
            let (hop, token) = (quote.hops[index], quote.tokenIn(of: index))
            guard let pair = pair(token, hop.tokenOut, at: pools[index]) else { throw .notFound }
            let trade = PoolTrade(
                amountIn: quote.amountIn(of: index), protocolCut: hop.protocolCut,
                amountOut: hop.amountOut)
            try move(trade, pair, at: pools[index])
            try creditFees(hop.protocolCut, of: token)
        }
    }
}

/// The index of the record of each pool of a route.
typealias TradePools = InlineArray<3, Int>
