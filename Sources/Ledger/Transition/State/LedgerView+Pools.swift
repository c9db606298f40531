import Ledger

extension LedgerView {
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

    /// Adds an amount of one token to the pool at an index for at least `minimum` shares, and reports
    /// it; the caller debits and credits.
    @inline(never)
    mutating func add(
        _ deposit: TokenQuantity, to pool: PoolID, at index: Int, atLeast minimum: Amount
    ) throws(Rejection) -> OneCoinChange {
        guard var record = poolRecord(at: index), let token = record.index(of: deposit.token) else {
            throw .notFound
        }
        let moment = try moment(of: record)
        let change = try record.price(
            OneCoinDeposit(amount: deposit.amount, token: token), at: moment, &records.roots)
        guard change.shares >= minimum else { throw .slippage }
        let added = deposit.amount.subtracting(change.protocolCut)
        try record.set(
            balance: added.flatMap { record.balances[token].adding($0) }, at: token,
            supply: record.shareSupply.adding(change.shares))
        try write(record, of: pool, at: index, after: change, of: token)
        return change
    }

    /// Removes shares of the pool at an index for at least an amount of one token, and reports it; the
    /// caller debits and credits.
    @inline(never)
    mutating func remove(
        _ shares: Amount, from pool: PoolID, at index: Int, for minimum: TokenQuantity
    ) throws(Rejection) -> OneCoinChange {
        guard var record = poolRecord(at: index), let token = record.index(of: minimum.token) else {
            throw .notFound
        }
        let moment = try moment(of: record)
        // Some shares are locked, so these are fewer than all.
        let change = try record.price(
            OneCoinRedemption(shares: shares, token: token), at: moment, &records.roots)
        guard change.amount >= minimum.amount else { throw .slippage }
        let taken = change.amount.adding(change.protocolCut)
        try record.set(
            balance: taken.flatMap { record.balances[token].subtracting($0) }, at: token,
            supply: record.shareSupply.subtracting(shares))
        try write(record, of: pool, at: index, after: change, of: token)
        return change
    }

    private func poolRecord(at index: Int) -> PoolRecord? {
        records.poolPlace(at: index).map { records.cells.pools[$0] }
    }

    private mutating func write(
        _ record: PoolRecord, of pool: PoolID, at index: Int, after change: OneCoinChange,
        of token: Int
    ) throws(Rejection) {
        records.write(record, at: index)
        try creditFees(change.protocolCut, of: record.tokens[token])
        report(
            .liquidity(pool, shares: change.shares, record.amounts(of: change.amount, at: token)))
    }

    /// Two different tokens of the pool at an index of the records; `nil` when there is no pool, or
    /// it lacks one.
    @inline(__always)
    func pair(_ tokenIn: TokenID, _ tokenOut: TokenID, at index: Int) -> PoolPair? {
        guard let place = records.poolPlace(at: index) else { return nil }
        return records.cells.pools[place].pair(tokenIn, tokenOut)
    }

    /// The pool at the block's time: `paused` or `stalePrice` when a rate of a coin may not be used.
    @inline(__always)
    private mutating func moment(ofPoolAt place: Int) throws(Rejection) -> PoolMoment {
        guard records.cells.pools[place].ratedCoins != 0 else { return PoolMoment(timestamp) }
        return try ratedMoment(of: records.cells.pools[place])
    }

    /// The same for a pool that is not in the records yet.
    mutating func moment(of pool: PoolRecord) throws(Rejection) -> PoolMoment {
        guard pool.ratedCoins != 0 else { return PoolMoment(timestamp) }
        return try ratedMoment(of: pool)
    }

    @inline(never)
    private mutating func ratedMoment(of pool: PoolRecord) throws(Rejection) -> PoolMoment {
        try pool.moment(at: timestamp) { price($0) }
    }

    /// The trade of exactly `amount` with the pool at an index; throws `slippage` or `overflow`.
    @inline(__always)
    mutating func trade(
        exactIn amount: Amount, _ pair: PoolPair, at index: Int
    ) throws(Rejection) -> PoolTrade {
        guard let place = records.poolPlace(at: index) else { throw .notFound }
        let moment = try moment(ofPoolAt: place)
        return try records.cells.pools[place].price(
            ExactInTrade(amountIn: amount, pair: pair), at: moment, &records.roots)
    }

    /// The trade for exactly `amount` with the pool at an index; throws `slippage` or `overflow`.
    mutating func trade(
        exactOut amount: Amount, _ pair: PoolPair, at index: Int
    ) throws(Rejection) -> PoolTrade {
        guard let place = records.poolPlace(at: index) else { throw .notFound }
        let moment = try moment(ofPoolAt: place)
        return try records.cells.pools[place].price(
            ExactOutTrade(amountOut: amount, pair: pair), at: moment, &records.roots)
    }

    /// Trades exactly `amount` with the pool at an index: the caller debits it and credits the rest.
    @inline(never)
    mutating func sell(
        _ amount: Amount, _ pair: PoolPair, at index: Int
    ) throws(Rejection) -> PoolTrade {
        let trade = try trade(exactIn: amount, pair, at: index)
        try move(trade, pair, at: index)
        return trade
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
}
