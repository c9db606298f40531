import Ledger

/// Two to four coins of one value, which trade at almost that value until one runs short.
///
/// Rules and exact values in `docs/protocol/transition.md`, "Stable pools".
struct StableSwap: PoolCurve {
    /// The present balances at the rates of their coins.
    let coins: CoinBalances
    let coinRates: CoinRates
    /// 100 A at the time of the operation.
    let amplification: UInt32

    /// The curve of a stable pool at a moment; throws `overflow`.
    @inline(never)
    init(_ pool: PoolRecord, at moment: PoolMoment) throws(Rejection) {
        var coins = CoinBalances(pool.balances)
        coinRates = CoinRates(moment.rates)
        if !coinRates.areOne {
            for index in 0..<coins.count {
                guard let scaled = coinRates.scaled(coins[index], index) else { throw .overflow }
                coins[index] = scaled
            }
        }
        self.coins = coins
        amplification = pool.amplification(at: moment.time)
    }

    static var tokenCounts: ClosedRange<Int> { 2...LedgerLimits.maximumPoolTokens }

    /// The domain of the present balances and their invariant.
    struct State {
        let domain: StableDomain
        let before: StableInvariant
    }

    @inline(never)
    func state(of pool: PoolRecord) throws(Rejection) -> State {
        let domain = try StableDomain(of: coins)
        guard let before = StableInvariant(coins, amplification: amplification) else {
            throw .overflow
        }
        return State(domain: domain, before: before)
    }

    /// The larger the share of the incoming coin half way through the trade, the dearer.
    @inline(never)
    func rates(
        of pool: PoolRecord, adding amount: Amount, to input: Int
    ) throws(Rejection) -> FeeRates {
        guard let scaled = coinRates.scaled(amount, input) else { throw .overflow }
        let half = scaled.floorDivided(by: 2)
        guard let held = coins[input].adding(half), let whole = coins.sum?.adding(half) else {
            throw .overflow
        }
        return try rates(of: pool, held: held, whole: whole)
    }

    func amountOut(
        of pool: PoolRecord, _ state: State, net: Amount, _ pair: PoolPair,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount {
        let (domain, before) = (state.domain, state.before)
        guard let scaled = coinRates.scaled(net, pair.input),
            let held = coins[pair.input].adding(scaled),
            held <= LedgerLimits.maximumStableBalance,
            let after = before.with(held, at: pair.input)
        else { throw .overflow }
        let value = before.value(&roots)
        let present = coins[pair.output]
        let largest = after.coins.largest(without: pair.output)
        try domain.admit(after.coins)
        let left = after.balance(
            at: pair.output, supporting: value,
            in: .falling(from: present, beside: largest, domain), &roots)
        guard let left, let scaledOut = present.subtracting(left) else { throw .slippage }
        guard let amountOut = coinRates.unscaled(scaledOut, pair.output) else { throw .overflow }
        return amountOut
    }

    func netIn(
        of pool: PoolRecord, _ state: State, amountOut: Amount, _ pair: PoolPair,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount {
        let (domain, before) = (state.domain, state.before)
        guard amountOut < pool.balances[pair.output],
            let scaledOut = coinRates.scaledUp(amountOut, pair.output),
            let left = coins[pair.output].subtracting(scaledOut), !left.isZero,
            let after = before.with(left, at: pair.output)
        else { throw .slippage }
        let smallest = after.coins.smallest(without: pair.input)
        let largest = after.coins.largest(without: pair.input)
        guard domain.admits(largest: largest, smallest: smallest) else { throw .slippage }
        let range = StableRange.rising(beside: smallest, domain)
        let value = before.value(&roots)
        let held = after.balance(at: pair.input, supporting: value, in: range, &roots)
        guard let held else {
            throw range.high == LedgerLimits.maximumStableBalance ? .overflow : .slippage
        }
        let scaledIn = max(held.subtracting(coins[pair.input]) ?? .one, .one)
        guard let net = coinRates.unscaledUp(scaledIn, pair.input) else { throw .overflow }
        return net
    }

    /// The invariant D; outside of the domain n times the smallest balance, which D is at least.
    func leastSize(of pool: PoolRecord, _ roots: inout PoolRoots) throws(Rejection) -> Amount {
        if let state = try? state(of: pool) { return state.before.value(&roots) }
        guard let least = coins.smallest.multiplied(by: UInt64(coins.count)) else {
            throw .overflow
        }
        return least
    }

    /// A coin, or what a rated one stands for, counts for no more than a dollar.
    func countedPrices(_ prices: CoinPrices) -> PoolAmounts? {
        var counted = PoolAmounts()
        for index in prices.prices.indices { counted.append(min(.unit, prices.prices[index])) }
        return counted
    }

    func countedBalance(of pool: PoolRecord, at index: Int) -> Amount { coins[index] }

    /// The lowest price.
    func unitPrice(at prices: PoolAmounts, _ roots: inout PoolRoots) -> Amount? {
        var least = prices[0]
        for index in prices.indices { least = min(least, prices[index]) }
        return least
    }

    func firstSupply(
        of pool: PoolRecord, _ state: State, _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount {
        guard state.domain.isOfNewPool else { throw .slippage }
        // A share of a new pool is worth one coin.
        return state.before.value(&roots)
    }

    @inline(never)
    func admit(
        _ pool: PoolRecord, _ state: State, adding: TokenChange?, taking: TokenChange?
    ) throws(Rejection) {
        var after = coins
        if let adding {
            guard let sum = pool.balances[adding.token].adding(adding.amount),
                let scaled = coinRates.scaled(sum, adding.token)
            else { throw .overflow }
            after[adding.token] = scaled
        }
        if let taking {
            guard let rest = pool.balances[taking.token].subtracting(taking.amount) else {
                throw .slippage
            }
            guard let scaled = coinRates.scaled(rest, taking.token) else { throw .overflow }
            after[taking.token] = scaled
        }
        try state.domain.admit(after)
    }

    func sizes(
        of pool: PoolRecord, _ state: State, adding net: Amount, to token: Int,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> (before: Amount, after: Amount) {
        let before = state.before
        guard let scaled = coinRates.scaled(net, token), let held = coins[token].adding(scaled),
            let after = before.with(held, at: token)
        else { throw .overflow }
        try state.domain.admit(after.coins)
        return (before.value(&roots), after.value(&roots))
    }

    /// What leaves the others to support `ceil(D r / s)`, for the rest r of the supply s.
    func worth(
        of shares: Amount, in token: Int, of pool: PoolRecord, _ state: State,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> (gross: Amount, FeeRates) {
        let before = state.before
        guard let rest = pool.shareSupply.subtracting(shares),
            let value = Amount.ceilOfProduct(
                before.value(&roots), rest, dividedBy: pool.shareSupply)
        else { throw .overflow }
        let (present, other) = (coins[token], coins.largest(without: token))
        let left = before.balance(
            at: token, supporting: value,
            in: .falling(from: present, beside: other, state.domain), &roots)
        guard let left, let scaledGross = present.subtracting(left),
            let whole = before.sum.subtracting(scaledGross.floorDivided(by: 2))
        else { throw .slippage }
        guard let gross = coinRates.unscaled(scaledGross, token) else { throw .overflow }
        return (gross, try rates(of: pool, held: other, whole: whole))
    }

    func swappedPart(of pool: PoolRecord, _ token: Int) -> (others: Amount, whole: Amount) {
        let whole = coins.sum ?? .maximum
        return (whole.subtracting(coins[token]) ?? .zero, whole)
    }
}

extension StableSwap {
    /// The fee of `held` of the incoming coin in a pool of `whole`: the least one up to an even
    /// share, then rising in proportion to what is above it.
    private func rates(
        of pool: PoolRecord, held: Amount, whole: Amount
    ) throws(Rejection) -> FeeRates {
        guard let share = held.multiplied(by: UInt64(coins.count)) else { throw .overflow }
        guard let excess = share.subtracting(whole), !excess.isZero else {
            return pool.leastRates
        }
        let slope = Amount(low: UInt64(pool.stable.feeSlope), high: 0)
        // At most three times the slope: the excess is below n - 1 times the whole.
        guard let rise = Amount.ceilOfProduct(slope, excess, dividedBy: whole) else {
            throw .overflow
        }
        let rate = UInt64(pool.feeRate) + rise.words.0
        return FeeRates(
            providers: UInt32(
                truncatingIfNeeded: min(rate, UInt64(pool.stable.maximumFeeRate))))
    }
}
