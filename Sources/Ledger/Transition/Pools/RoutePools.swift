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

    /// The amounts of selling exactly `amount`; throws `slippage` or `overflow`.
    public func quote(exactIn amount: Amount) throws(Rejection) -> SwapQuote {
        var hops = BoundedList<3, SwapHop>()
        var running = amount
        for index in route.hops.indices {
            let step = route.hops[index]
            let trade = try records[index].trade(
                exactIn: running, of: route.tokenIn(of: index), for: step.tokenOut)
            hops.append(SwapHop(step, trade))
            running = trade.amountOut
        }
        return SwapQuote(tokenIn: route.tokenIn, amountIn: amount, hops: hops)
    }

    /// The amounts of buying exactly `amount`; throws `slippage` or `overflow`.
    public func quote(exactOut amount: Amount) throws(Rejection) -> SwapQuote {
        var hops = BoundedList<3, SwapHop>()
        for _ in route.hops.indices { hops.append(SwapHop(placeholder: ())) }
        var running = amount
        for index in route.hops.indices.reversed() {
            let step = route.hops[index]
            let trade = try records[index].trade(
                exactOut: running, of: step.tokenOut, for: route.tokenIn(of: index))
            hops[index] = SwapHop(step, trade)
            running = trade.amountIn
        }
        return SwapQuote(tokenIn: route.tokenIn, amountIn: running, hops: hops)
    }
}

extension PoolRecord {
    /// Whether the pool holds both tokens of the route's hop at an index.
    func trades(_ route: Route, at index: Int) -> Bool {
        self.index(of: route.tokenIn(of: index)) != nil
            && self.index(of: route.hops[index].tokenOut) != nil
    }
}

extension SwapHop {
    fileprivate init(_ hop: Hop, _ trade: PoolTrade) {
        self.init(
            pool: hop.pool, tokenOut: hop.tokenOut, protocolCut: trade.protocolCut,
            amountOut: trade.amountOut)
    }
}
