public import Ledger

/// Finds the best path between two tokens over a list of pools.
///
/// Every path of up to three different pools that meets neither token in between is priced by the
/// function that executes swaps, so the answer is what execution would do; a search that reaches
/// its limit answers with the best path so far.
public struct SwapSearch: Sendable {
    private let pools: [(id: PoolID, record: PoolRecord)]
    /// For each token, places in `pools` of those that hold it, ascending.
    private let holders: [(token: TokenID, places: [Int])]

    /// A search over these pools as they are now.
    public init(pools: [(id: PoolID, record: PoolRecord)]) {
        self.pools = pools
        var pairs = [(token: TokenID, place: Int)]()
        for place in 0..<pools.count {
            pairs.append((pools[place].record.tokenA, place))
            pairs.append((pools[place].record.tokenB, place))
        }
        pairs.sort { $0.token == $1.token ? $0.place < $1.place : $0.token < $1.token }
        var holders = [(token: TokenID, places: [Int])]()
        for (token, place) in pairs {
            if let last = holders.last, last.token == token {
                holders[holders.count - 1].places.append(place)
            } else {
                holders.append((token, [place]))
            }
        }
        self.holders = holders
    }

    /// The path that buys most for exactly `amountIn`; of equals the shortest found first.
    public func best(
        exactIn amountIn: Amount, from tokenIn: TokenID, to tokenOut: TokenID
    ) -> SwapQuote? {
        best(
            Walk(start: tokenIn, end: tokenOut, kind: .exactIn), amount: amountIn)
    }

    /// The path that costs least for exactly `amountOut`; of equals the shortest found first.
    public func best(
        exactOut amountOut: Amount, from tokenIn: TokenID, to tokenOut: TokenID
    ) -> SwapQuote? {
        best(
            Walk(start: tokenOut, end: tokenIn, kind: .exactOut), amount: amountOut)
    }
}

extension SwapSearch {
    /// Paths in order of length; exact out is walked from its end.
    private struct Walk {
        let start: TokenID
        let end: TokenID
        let kind: SwapKind
        var hopCount = 0
        var best: [SwapHop] = []

        init(start: TokenID, end: TokenID, kind: SwapKind) {
            (self.start, self.end, self.kind) = (start, end, kind)
        }
    }

    private func best(_ walk: Walk, amount: Amount) -> SwapQuote? {
        guard walk.start != walk.end, !amount.isZero else { return nil }
        var walk = walk
        for length in 1...LedgerLimits.maximumHops {
            extend([], at: walk.start, amount: amount, length: length, &walk)
        }
        guard let first = walk.best.first else { return nil }
        let ordered = walk.kind == .exactIn ? walk.best : walk.best.reversed()
        var hops = InlineArray<3, SwapHop>(repeating: first)
        for index in 0..<ordered.count { hops[index] = ordered[index] }
        return SwapQuote(count: ordered.count, hops: hops)
    }

    private func extend(
        _ hops: [SwapHop], at token: TokenID, amount: Amount, length: Int, _ walk: inout Walk
    ) {
        for place in places(of: token) {
            let (id, record) = pools[place]
            guard let next = PoolCurve.otherToken(of: record, than: token),
                next != walk.start, (next == walk.end) == (hops.count + 1 == length),
                !hops.contains(where: { $0.pool == id })
            else { continue }
            guard walk.hopCount < TransitionLimits.maximumSearchHops else { return }
            walk.hopCount += 1
            guard let hop = price(walk.kind, amount, token, next, id, record) else { continue }
            let result = walk.kind == .exactIn ? hop.amountOut : hop.amountIn
            if hops.count + 1 < length {
                extend(hops + [hop], at: next, amount: result, length: length, &walk)
            } else if isBetter(result, walk) {
                walk.best = hops + [hop]
            }
        }
    }

    private func price(
        _ kind: SwapKind, _ amount: Amount, _ token: TokenID, _ next: TokenID, _ id: PoolID,
        _ record: PoolRecord
    ) -> SwapHop? {
        switch kind {
        case .exactIn: try? PoolCurve.hop(exactIn: amount, of: token, pool: id, record)
        case .exactOut: try? PoolCurve.hop(exactOut: amount, for: next, pool: id, record)
        }
    }

    private func isBetter(_ result: Amount, _ walk: Walk) -> Bool {
        guard let last = walk.best.last else { return true }
        return walk.kind == .exactIn ? result > last.amountOut : result < last.amountIn
    }

    private func places(of token: TokenID) -> [Int] {
        var low = 0
        var high = holders.count
        while low < high {
            let middle = (low + high) / 2
            if holders[middle].token < token { low = middle + 1 } else { high = middle }
        }
        return low < holders.count && holders[low].token == token ? holders[low].places : []
    }
}
