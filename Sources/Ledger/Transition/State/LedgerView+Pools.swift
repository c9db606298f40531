import Ledger

extension LedgerView {
    /// The present pools of a route; throws `notFound` when one is missing or lacks a token.
    mutating func pools(of route: Route) throws(Rejection) -> RoutePools {
        try RoutePools(route) { pool($0) }
    }

    /// Throws `notFound` when a pool of the route is missing or lacks a token.
    mutating func checkPools(of route: Route) throws(Rejection) {
        for index in route.hops.indices {
            guard let place = poolPlace(route.hops[index].pool),
                records.cells.pools.withUnsafeBufferPointer({ $0[place].trades(route, at: index) })
            else { throw .notFound }
        }
    }

    /// Refuses another number of amounts than a pool has tokens, if the pool exists: `malformed`.
    mutating func checkCount(of amounts: PoolAmounts, in pool: PoolID) throws(Rejection) {
        if let record = self.pool(pool), record.tokens.count != amounts.count { throw .malformed }
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

    /// Moves the amounts of a quote through its pools; the last pool keeps `dust` of its output.
    mutating func move(
        _ quote: SwapQuote, keeping dust: Amount
    ) throws(Rejection) {
        for index in quote.hops.indices {
            let hop = quote.hops[index]
            let kept = index == quote.hops.count - 1 ? dust : .zero
            guard let given = hop.amountOut.subtracting(kept),
                let taken = quote.amountIn(of: index).subtracting(hop.protocolCut)
            else { throw .overflow }
            let tokenIn = quote.tokenIn(of: index)
            let record = records.index(of: .pool(hop.pool))
            try records.changePool(at: record) { pool throws(Rejection) in
                try pool.move(in: tokenIn, taken, out: hop.tokenOut, given)
            }
            try creditFees(hop.protocolCut, of: tokenIn)
        }
    }
}

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
