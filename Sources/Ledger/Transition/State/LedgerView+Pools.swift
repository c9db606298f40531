import Ledger

extension LedgerView {
    /// The indices of the records of a route's pools; throws `notFound` when one is missing or lacks
    /// a token.
    @inline(__always)
    mutating func pools(of route: Route) throws(Rejection) -> PoolIndices {
        var indices = PoolIndices(repeating: 0)
        for hop in route.hops.indices {
            let index = records.index(of: .pool(route.hops[hop].pool))
            guard let place = records.poolPlace(at: index),
                records.cells.pools[place].trades(route, at: hop)
            else { throw .notFound }
            indices[hop] = index
        }
        return indices
    }

    /// The amounts of selling exactly `amount` to these pools; throws `slippage` or `overflow`.
    @inline(__always)
    mutating func quote(
        exactIn amount: Amount, along route: Route, _ pools: PoolIndices
    ) throws(Rejection) -> SwapQuote {
        try SwapQuote(exactIn: amount, along: route) {
            (index, running, tokenIn, tokenOut) throws(Rejection) in
            guard let place = records.poolPlace(at: pools[index]) else { throw .notFound }
            return try records.cells.pools[place].trade(
                exactIn: running, of: tokenIn, for: tokenOut, at: timestamp, &records.roots)
        }
    }

    /// The amounts of buying exactly `amount` from these pools; throws `slippage` or `overflow`.
    mutating func quote(
        exactOut amount: Amount, along route: Route, _ pools: PoolIndices
    ) throws(Rejection) -> SwapQuote {
        try SwapQuote(exactOut: amount, along: route) {
            (index, running, tokenOut, tokenIn) throws(Rejection) in
            guard let place = records.poolPlace(at: pools[index]) else { throw .notFound }
            return try records.cells.pools[place].trade(
                exactOut: running, of: tokenOut, for: tokenIn, at: timestamp, &records.roots)
        }
    }

    /// Throws `notFound` when a pool of the route is missing or lacks a token.
    mutating func checkPools(of route: Route) throws(Rejection) {
        for index in route.hops.indices {
            guard let place = poolPlace(route.hops[index].pool),
                records.cells.pools[place].trades(route, at: index)
            else { throw .notFound }
        }
    }

    /// Throws `notFound` when a pool is missing or lacks a token.
    mutating func checkPool(_ pool: PoolID, holds token: TokenID) throws(Rejection) {
        guard let place = poolPlace(pool), records.cells.pools[place].index(of: token) != nil
        else { throw .notFound }
    }

    /// Refuses another number of amounts than a pool has tokens, if the pool exists: `malformed`.
    mutating func checkCount(of amounts: PoolAmounts, in pool: PoolID) throws(Rejection) {
        if let place = poolPlace(pool), records.cells.pools[place].tokens.count != amounts.count {
            throw .malformed
        }
    }

    /// Credits one amount of each token of a pool.
    mutating func credit(
        _ amounts: PoolAmounts, of tokens: PoolTokens, to holder: Holder
    ) throws(Rejection) {
        for index in tokens.indices {
            try credit(amounts[index], of: tokens[index], to: holder)
        }
    }

    /// Debits one amount of each token of a pool.
    mutating func debit(
        _ amounts: PoolAmounts, of tokens: PoolTokens, from holder: Holder
    ) throws(Rejection) {
        for index in tokens.indices {
            try debit(amounts[index], of: tokens[index], from: holder)
        }
    }

    /// Stores a pool after a change of one token, credits the protocol's share and reports the change.
    mutating func write(
        _ record: PoolRecord, of pool: PoolID, after change: OneCoinChange, at token: Int
    ) throws(Rejection) {
        write(record, of: pool)
        try creditFees(change.protocolCut, of: record.tokens[token])
        report(
            .liquidity(
                pool, shares: change.shares, record.amounts(of: change.amount, at: token)))
    }

    /// Two different tokens of the pool at an index of the records; `nil` when there is no pool, or
    /// it lacks one.
    @inline(__always)
    func pair(_ tokenIn: TokenID, _ tokenOut: TokenID, at index: Int) -> PoolPair? {
        guard let place = records.poolPlace(at: index) else { return nil }
        return records.cells.pools[place].pair(tokenIn, tokenOut)
    }

    /// The trade of exactly `amount` with the pool at an index; throws `slippage` or `overflow`.
    @inline(__always)
    mutating func trade(
        exactIn amount: Amount, _ pair: PoolPair, at index: Int
    ) throws(Rejection) -> PoolTrade {
        guard let place = records.poolPlace(at: index) else { throw .notFound }
        return try records.cells.pools[place].price(
            ExactInTrade(amountIn: amount, pair: pair), at: timestamp, &records.roots)
    }

    /// The trade for exactly `amount` with the pool at an index; throws `slippage` or `overflow`.
    mutating func trade(
        exactOut amount: Amount, _ pair: PoolPair, at index: Int
    ) throws(Rejection) -> PoolTrade {
        guard let place = records.poolPlace(at: index) else { throw .notFound }
        return try records.cells.pools[place].price(
            ExactOutTrade(amountOut: amount, pair: pair), at: timestamp, &records.roots)
    }

    /// Moves the amounts of a trade, but for the protocol's share, through the pool at an index.
    @inline(__always)
    mutating func move(
        _ trade: PoolTrade, _ pair: PoolPair, at index: Int
    ) throws(Rejection) {
        guard let taken = trade.amountIn.subtracting(trade.protocolCut) else { throw .overflow }
        try records.changePool(at: index) { pool throws(Rejection) in
            guard let input = pool.balances[pair.input].adding(taken),
                let output = pool.balances[pair.output].subtracting(trade.amountOut)
            else { throw .overflow }
            pool.balances[pair.input] = input
            pool.balances[pair.output] = output
        }
    }

    /// Moves the amounts of a quote through its pools; the last pool keeps `dust` of its output.
    @inline(__always)
    mutating func move(
        _ quote: SwapQuote, through pools: PoolIndices, keeping dust: Amount
    ) throws(Rejection) {
        var (amountIn, tokenIn) = (quote.amountIn, quote.tokenIn)
        for index in quote.hops.indices {
            let hop = quote.hops[index]
            let kept = index == quote.hops.count - 1 ? dust : .zero
            guard let given = hop.amountOut.subtracting(kept),
                let taken = amountIn.subtracting(hop.protocolCut)
            else { throw .overflow }
            try records.changePool(at: pools[index]) { pool throws(Rejection) in
                try pool.move(in: tokenIn, taken, out: hop.tokenOut, given)
            }
            try creditFees(hop.protocolCut, of: tokenIn)
            (amountIn, tokenIn) = (hop.amountOut, hop.tokenOut)
        }
    }
}

/// The index of the record of each pool of a route.
typealias PoolIndices = InlineArray<3, Int>

extension PoolRecord {
    private mutating func update(
        _ token: TokenID, _ change: (Amount) -> Amount?
    ) throws(Rejection) {
        guard let index = index(of: token) else { throw .notFound }
        guard let balance = change(balances[index]) else { throw .overflow }
        balances[index] = balance
    }

    /// Takes an amount of one token in and gives an amount of another out.
    fileprivate mutating func move(
        in tokenIn: TokenID, _ taken: Amount, out tokenOut: TokenID, _ given: Amount
    ) throws(Rejection) {
        try update(tokenIn) { $0.adding(taken) }
        try update(tokenOut) { $0.subtracting(given) }
    }
}
