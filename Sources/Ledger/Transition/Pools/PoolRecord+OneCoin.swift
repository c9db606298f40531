import Ledger

/// Adding or removing one token of a pool for shares.
struct OneCoinChange {
    /// The shares issued or cancelled.
    let shares: Amount
    /// The amount that the caller pays or gets.
    let amount: Amount
    /// The protocol's share of it.
    let protocolCut: Amount
}

// What a one-coin operation really swaps is the share of the other tokens, and pays a fee for that.

/// The shares for exactly `amount` of a token.
///
/// Refused with `overflow`, or `slippage` when it buys none or the pool does not allow it.
struct OneCoinDeposit: PoolPricing {
    let amount: Amount
    /// The index of the token in the pool.
    let token: Int

    func priced<Curve: PoolCurve>(
        of pool: PoolRecord, by curve: Curve, _ roots: inout PoolRoots
    ) throws(Rejection) -> OneCoinChange {
        let part = curve.swappedPart(of: pool, token)
        let rates = try curve.rates(of: pool, adding: amount, to: token)
            .oneCoin(others: part.others, whole: part.whole)
        let state = try curve.state(of: pool)
        let millionths = AmountParts(amount, denominator: FeeRates.denominator)
        let sizes = try curve.sizes(
            of: pool, state, adding: millionths.share(rates.kept), to: token, &roots)
        // The size before is rounded up.
        guard let growth = sizes.after.subtracting(sizes.before) else { throw .slippage }
        guard
            let shares = Amount.floorOfProduct(
                pool.shareSupply, growth, dividedBy: sizes.before)
        else { throw .overflow }
        guard !shares.isZero else { throw .slippage }
        let cut = millionths.share(rates.protocolRate)
        // The cut is part of the amount.
        let added = TokenChange(token: token, amount: amount.subtracting(cut) ?? .zero)
        try curve.admit(pool, state, adding: added, taking: nil)
        return OneCoinChange(shares: shares, amount: amount, protocolCut: cut)
    }
}

/// The amount of a token for `shares`, which are fewer than all.
///
/// Refused with `overflow`, or `slippage` when they buy nothing or the pool does not allow it.
struct OneCoinRedemption: PoolPricing {
    let shares: Amount
    /// The index of the token in the pool.
    let token: Int

    func priced<Curve: PoolCurve>(
        of pool: PoolRecord, by curve: Curve, _ roots: inout PoolRoots
    ) throws(Rejection) -> OneCoinChange {
        let state = try curve.state(of: pool)
        let (gross, swapRates) = try curve.worth(
            of: shares, in: token, of: pool, state, &roots)
        let part = curve.swappedPart(of: pool, token)
        let rates = try swapRates.oneCoin(others: part.others, whole: part.whole)
        let millionths = AmountParts(gross, denominator: FeeRates.denominator)
        let (amount, cut) = (
            millionths.share(rates.kept), millionths.share(rates.protocolRate)
        )
        guard !amount.isZero else { throw .slippage }
        // Both are parts of the balance.
        let taken = TokenChange(token: token, amount: amount.adding(cut) ?? .maximum)
        try curve.admit(pool, state, adding: nil, taking: taken)
        return OneCoinChange(shares: shares, amount: amount, protocolCut: cut)
    }
}

/// All shares of a new pool, the locked ones included.
struct FirstSupply: PoolPricing {
    func priced<Curve: PoolCurve>(
        of pool: PoolRecord, by curve: Curve, _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount {
        try curve.firstSupply(of: pool, try curve.state(of: pool), &roots)
    }
}
