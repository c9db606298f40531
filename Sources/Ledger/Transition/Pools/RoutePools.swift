public import Ledger

/// The pools of a route in their state before a swap.
public struct RoutePools: Sendable {
    public let route: Route
    private var records: [PoolRecord] = []

    /// The pools of a route; `notFound` when one is missing or lacks a token of its hop.
    public init(_ route: Route, pool: (PoolID) -> PoolRecord?) throws(Rejection) {
        self.route = route
        records.reserveCapacity(route.hops.count)
        for index in route.hops.indices {
            guard let record = pool(route.hops[index].pool), record.trades(route, at: index) else {
                throw .notFound
            }
            records.append(record)
        }
    }

    /// The amounts of selling exactly `amount` at a time in seconds since 1970; throws `slippage` or
    /// `overflow`.
    public func quote(exactIn amount: Amount, at time: UInt64) throws(Rejection) -> SwapQuote {
        var roots = PoolRoots()
        return try SwapQuote(exactIn: amount, along: route) {
            (index, running, tokenIn, tokenOut) throws(Rejection) in
            try records[index].trade(
                exactIn: running, of: tokenIn, for: tokenOut, at: time, &roots)
        }
    }

    /// The amounts of buying exactly `amount` at a time in seconds since 1970; throws `slippage` or
    /// `overflow`.
    public func quote(exactOut amount: Amount, at time: UInt64) throws(Rejection) -> SwapQuote {
        var roots = PoolRoots()
        return try SwapQuote(exactOut: amount, along: route) {
            (index, running, tokenOut, tokenIn) throws(Rejection) in
            try records[index].trade(
                exactOut: running, of: tokenOut, for: tokenIn, at: time, &roots)
        }
    }
}

extension SwapQuote {
    /// The amounts of selling exactly `amount`, by the trade of each hop from the first on.
    ///
    /// - Parameter trade: The trade of the hop at an index, for what goes in, of its token, for
    ///   the token out.
    @inline(__always)
    init(
        exactIn amount: Amount, along route: Route,
        _ trade: (Int, Amount, TokenID, TokenID) throws(Rejection) -> PoolTrade
    ) throws(Rejection) {
        self.init(tokenIn: route.tokenIn, amountIn: amount, hops: BoundedList())
        var (running, tokenIn) = (amount, route.tokenIn)
        for index in route.hops.indices {
            let hop = route.hops[index]
            let trade = try trade(index, running, tokenIn, hop.tokenOut)
            hops.append(SwapHop(hop, trade))
            (running, tokenIn) = (trade.amountOut, hop.tokenOut)
        }
    }

    /// The amounts of buying exactly `amount`, by the trade of each hop from the last on.
    ///
    /// - Parameter trade: The trade of the hop at an index, for what comes out, of its token, for
    ///   the token in.
    @inline(__always)
    init(
        exactOut amount: Amount, along route: Route,
        _ trade: (Int, Amount, TokenID, TokenID) throws(Rejection) -> PoolTrade
    ) throws(Rejection) {
        self.init(tokenIn: route.tokenIn, amountIn: amount, hops: BoundedList())
        for _ in route.hops.indices { hops.append(SwapHop(placeholder: ())) }
        for index in route.hops.indices.reversed() {
            let hop = route.hops[index]
            let trade = try trade(index, amountIn, hop.tokenOut, route.tokenIn(of: index))
            hops[index] = SwapHop(hop, trade)
            amountIn = trade.amountIn
        }
    }
}

extension PoolRecord {
    /// Whether the pool holds both tokens of the route's hop at an index.
    @inline(__always)
    func trades(_ route: Route, at index: Int) -> Bool {
        self.index(of: route.tokenIn(of: index)) != nil
            && self.index(of: route.hops[index].tokenOut) != nil
    }
}

extension SwapHop {
    init(_ hop: Hop, _ trade: PoolTrade) {
        self.init(
            pool: hop.pool, tokenOut: hop.tokenOut, protocolCut: trade.protocolCut,
            amountOut: trade.amountOut)
    }
}
