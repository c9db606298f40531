public import Ledger

/// Pools in the order of a swap's path, each holding the token that the one before it gives.
public struct SwapRoute: Sendable {
    /// How many pools there are, in `1...3`.
    public let count: Int
    private var stops: InlineArray<3, Stop>

    private struct Stop {
        let pool: PoolID
        let record: PoolRecord
        let tokenIn: TokenID
    }

    /// The route of a path that is not empty; `notFound` when a pool is missing or not connected.
    public init(
        _ path: PoolPath, from tokenIn: TokenID, pool: (PoolID) -> PoolRecord?
    ) throws(Rejection) {
        precondition(path.count > 0)
        guard let first = pool(path[0]) else { throw .notFound }
        let start = Stop(pool: path[0], record: first, tokenIn: tokenIn)
        stops = InlineArray(repeating: start)
        count = path.count
        guard var token = PoolCurve.otherToken(of: first, than: tokenIn) else { throw .notFound }
        for index in 1..<max(count, 1) {
            guard let record = pool(path[index]),
                let next = PoolCurve.otherToken(of: record, than: token)
            else { throw .notFound }
            stops[index] = Stop(pool: path[index], record: record, tokenIn: token)
            token = next
        }
        tokenOut = token
    }

    /// What the last pool gives.
    public let tokenOut: TokenID

    /// What selling exactly `amount` moves.
    public func quote(exactIn amount: Amount) throws(Rejection) -> SwapQuote {
        var running = amount
        let first = try hop(0, exactIn: running)
        var hops = InlineArray<3, SwapHop>(repeating: first)
        running = first.amountOut
        for index in 1..<max(count, 1) {
            hops[index] = try hop(index, exactIn: running)
            running = hops[index].amountOut
        }
        return SwapQuote(count: count, hops: hops)
    }

    /// What buying exactly `amount` moves.
    public func quote(exactOut amount: Amount) throws(Rejection) -> SwapQuote {
        var running = amount
        let last = try hop(count - 1, exactOut: running)
        var hops = InlineArray<3, SwapHop>(repeating: last)
        running = last.amountIn
        var index = count - 1
        while index > 0 {
            index -= 1
            hops[index] = try hop(index, exactOut: running)
            running = hops[index].amountIn
        }
        return SwapQuote(count: count, hops: hops)
    }

    /// The pool at an index in `0..<count`, as it is before the swap.
    func record(at index: Int) -> PoolRecord { stops[index].record }

    private func hop(_ index: Int, exactIn amount: Amount) throws(Rejection) -> SwapHop {
        let stop = stops[index]
        return try PoolCurve.hop(exactIn: amount, of: stop.tokenIn, pool: stop.pool, stop.record)
    }

    private func hop(_ index: Int, exactOut amount: Amount) throws(Rejection) -> SwapHop {
        let stop = stops[index]
        return try PoolCurve.hop(exactOut: amount, for: stop.tokenIn, pool: stop.pool, stop.record)
    }
}
