public import Ledger

/// The pools of a route in their state before a swap.
public struct RoutePools: Sendable {
    public let route: Route
    private var records: InlineArray<3, PoolRecord>

    /// The pools of a route; `notFound` when one is missing or lacks a token of its hop.
    public init(_ route: Route, pool: (PoolID) -> PoolRecord?) throws(Rejection) {
        self.route = route
        records = InlineArray(repeating: PoolRecord(unread: ()))
        var token = route.tokenIn
        for index in route.hops.indices {
            let hop = route.hops[index]
            guard let record = pool(hop.pool), record.index(of: token) != nil,
                record.index(of: hop.tokenOut) != nil
            else { throw .notFound }
            records[index] = record
            token = hop.tokenOut
        }
    }

    /// The pool at an index of the route's hops.
    subscript(index: Int) -> PoolRecord { records[index] }

    /// The amounts of selling exactly `amount`; throws `slippage` or `overflow`.
    public func quote(exactIn amount: Amount) throws(Rejection) -> SwapQuote {
        var hops = BoundedList<3, SwapHop>()
        var (token, running) = (route.tokenIn, amount)
        for index in route.hops.indices {
            let step = route.hops[index]
            let trade = try records[index].trade(
                exactIn: running, of: token, for: step.tokenOut)
            hops.append(SwapHop(step, trade))
            (token, running) = (step.tokenOut, trade.amountOut)
        }
        return SwapQuote(tokenIn: route.tokenIn, amountIn: amount, hops: hops)
    }

    /// The amounts of buying exactly `amount`; throws `slippage` or `overflow`.
    public func quote(exactOut amount: Amount) throws(Rejection) -> SwapQuote {
        var hops = BoundedList<3, SwapHop>()
        for _ in route.hops.indices { hops.append(SwapHop(unread: ())) }
        var running = amount
        for index in route.hops.indices.reversed() {
            let step = route.hops[index]
            let token = index == 0 ? route.tokenIn : route.hops[index - 1].tokenOut
            let trade = try records[index].trade(
                exactOut: running, of: step.tokenOut, for: token)
            hops[index] = SwapHop(step, trade)
            running = trade.amountIn
        }
        return SwapQuote(tokenIn: route.tokenIn, amountIn: running, hops: hops)
    }
}

extension SwapHop {
    fileprivate init(_ hop: Hop, _ trade: PoolTrade) {
        self.init(
            pool: hop.pool, tokenOut: hop.tokenOut, protocolCut: trade.protocolCut,
            amountOut: trade.amountOut)
    }
}
