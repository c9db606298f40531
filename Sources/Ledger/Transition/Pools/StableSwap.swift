import Ledger

/// Two to four coins of one value, which trade at almost that value until one runs short.
///
/// Rules and exact values in `docs/protocol/transition.md`, "Stable pools".
enum StableSwap: PoolCurve {
    static var tokenCounts: ClosedRange<Int> { 2...LedgerLimits.maximumPoolTokens }

    /// The larger the share of the incoming coin half way through the trade, the dearer.
    static func rates(
        of pool: PoolRecord, adding amount: Amount, to input: Int
    ) throws(Rejection) -> FeeRates {
        let coins = CoinBalances(pool.balances)
        let half = amount.floorDivided(by: 2)
        guard let held = coins[input].adding(half), let whole = coins.sum?.adding(half) else {
            throw .overflow
        }
        return try rates(of: pool, held: held, whole: whole)
    }

    static func amountOut(
        of pool: PoolRecord, net: Amount, _ pair: PoolPair, _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount {
        let (domain, before) = try tradable(pool)
        guard let held = before.coins[pair.input].adding(net),
            held <= LedgerLimits.maximumStableBalance,
            let after = before.with(held, at: pair.input)
        else { throw .overflow }
        let value = before.value(&roots)
        let present = before.coins[pair.output]
        let largest = after.coins.largest(without: pair.output)
        try domain.admit(after.coins.with(present, at: pair.output))
        let left = after.balance(
            at: pair.output, supporting: value,
            in: .falling(from: present, beside: largest, domain), &roots)
        guard let left, let amountOut = present.subtracting(left) else { throw .slippage }
        return amountOut
    }

    static func netIn(
        of pool: PoolRecord, amountOut: Amount, _ pair: PoolPair, _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount {
        let (domain, before) = try tradable(pool)
        guard let left = before.coins[pair.output].subtracting(amountOut), !left.isZero,
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
        let present = before.coins[pair.input]
        return held.subtracting(present).map { max($0, Amount(low: 1, high: 0)) }
            ?? Amount(low: 1, high: 0)
    }

    /// D: a share of a new pool is worth one coin.
    static func firstSupply(
        of pool: PoolRecord, _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount {
        let (domain, invariant) = try tradable(pool)
        guard domain.isOfNewPool else { throw .slippage }
        return invariant.value(&roots)
    }

    static func admit(
        _ pool: PoolRecord, adding: TokenChange?, taking: TokenChange?
    ) throws(Rejection) {
        let before = CoinBalances(pool.balances)
        var after = before
        if let adding {
            guard let sum = after[adding.token].adding(adding.amount) else { throw .overflow }
            after[adding.token] = sum
        }
        if let taking {
            guard let rest = after[taking.token].subtracting(taking.amount) else {
                throw .slippage
            }
            after[taking.token] = rest
        }
        try StableDomain(of: before).admit(after)
    }

    static func sizes(
        of pool: PoolRecord, adding net: Amount, to token: Int, _ roots: inout PoolRoots
    ) throws(Rejection) -> (before: Amount, after: Amount) {
        let (domain, before) = try tradable(pool)
        guard let held = before.coins[token].adding(net),
            let after = before.with(held, at: token)
        else { throw .overflow }
        try domain.admit(after.coins)
        return (before.value(&roots), after.value(&roots))
    }

    /// What leaves the others to support `ceil(D r / s)`, for the rest r of the supply s.
    static func worth(
        of shares: Amount, in token: Int, of pool: PoolRecord, _ roots: inout PoolRoots
    ) throws(Rejection) -> (gross: Amount, FeeRates) {
        let (domain, before) = try tradable(pool)
        guard let rest = pool.shareSupply.subtracting(shares),
            let value = Amount.ceilOfProduct(
                before.value(&roots), rest, dividedBy: pool.shareSupply)
        else { throw .overflow }
        let (present, other) = (before.coins[token], before.coins.largest(without: token))
        let left = before.balance(
            at: token, supporting: value, in: .falling(from: present, beside: other, domain),
            &roots)
        guard let left, let gross = present.subtracting(left),
            let whole = before.sum.subtracting(gross.floorDivided(by: 2))
        else { throw .slippage }
        return (gross, try rates(of: pool, held: other, whole: whole))
    }

    static func swappedPart(
        of pool: PoolRecord, _ token: Int
    ) -> (others: Amount, whole: Amount) {
        let coins = CoinBalances(pool.balances)
        let whole = coins.sum ?? .maximum
        return (whole.subtracting(coins[token]) ?? .zero, whole)
    }
}

extension StableSwap {
    private static func tradable(
        _ pool: PoolRecord
    ) throws(Rejection) -> (StableDomain, StableInvariant) {
        let coins = CoinBalances(pool.balances)
        let domain = try StableDomain(of: coins)
        guard
            let invariant = StableInvariant(coins, amplification: pool.stable.amplification)
        else { throw .overflow }
        return (domain, invariant)
    }

    /// The fee of `held` of the incoming coin in a pool of `whole`: the least one up to an even
    /// share, then rising in proportion to what is above it.
    private static func rates(
        of pool: PoolRecord, held: Amount, whole: Amount
    ) throws(Rejection) -> FeeRates {
        guard let share = held.multiplied(by: UInt64(pool.tokens.count)) else { throw .overflow }
        guard let excess = share.subtracting(whole), !excess.isZero else {
            return FeeRates(providers: pool.feeRate)
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
