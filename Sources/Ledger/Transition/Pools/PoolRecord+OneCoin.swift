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
extension PoolRecord {
    /// The shares for exactly `amount` of a token.
    ///
    /// Throws `overflow`, or `slippage` when it buys none or the pool does not allow it.
    func change(
        adding amount: Amount, of token: Int, _ roots: inout PoolRoots
    ) throws(Rejection) -> OneCoinChange {
        switch kind {
        case .constantProduct:
            try change(adding: amount, of: token, by: ConstantProduct.self, &roots)
        case .stable: try change(adding: amount, of: token, by: StableSwap.self, &roots)
        }
    }

    /// The amount of a token for `shares`, which are fewer than all.
    ///
    /// Throws `overflow`, or `slippage` when they buy nothing or the pool does not allow it.
    func change(
        removing shares: Amount, to token: Int, _ roots: inout PoolRoots
    ) throws(Rejection) -> OneCoinChange {
        switch kind {
        case .constantProduct:
            try change(removing: shares, to: token, by: ConstantProduct.self, &roots)
        case .stable: try change(removing: shares, to: token, by: StableSwap.self, &roots)
        }
    }

    /// All shares of a new pool with these balances, the locked ones included.
    func firstSupply(_ roots: inout PoolRoots) throws(Rejection) -> Amount {
        switch kind {
        case .constantProduct: try ConstantProduct.firstSupply(of: self, &roots)
        case .stable: try StableSwap.firstSupply(of: self, &roots)
        }
    }
}

extension PoolRecord {
    private func change<Curve: PoolCurve>(
        adding amount: Amount, of token: Int, by curve: Curve.Type, _ roots: inout PoolRoots
    ) throws(Rejection) -> OneCoinChange {
        let part = curve.swappedPart(of: self, token)
        let rates = try curve.rates(of: self, adding: amount, to: token)
            .oneCoin(others: part.others, whole: part.whole)
        let millionths = AmountParts(amount, denominator: FeeRates.denominator)
        let sizes = try curve.sizes(
            of: self, adding: millionths.share(rates.kept), to: token, &roots)
        // The size before is rounded up.
        guard let growth = sizes.after.subtracting(sizes.before) else { throw .slippage }
        guard
            let shares = Amount.floorOfProduct(shareSupply, growth, dividedBy: sizes.before)
        else { throw .overflow }
        guard !shares.isZero else { throw .slippage }
        let cut = millionths.share(rates.protocolRate)
        try curve.admit(
            self,
            adding: TokenChange(token: token, amount: amount.subtracting(cut) ?? .zero),
            taking: nil)
        return OneCoinChange(shares: shares, amount: amount, protocolCut: cut)
    }

    private func change<Curve: PoolCurve>(
        removing shares: Amount, to token: Int, by curve: Curve.Type, _ roots: inout PoolRoots
    ) throws(Rejection) -> OneCoinChange {
        let (gross, swapRates) = try curve.worth(of: shares, in: token, of: self, &roots)
        let part = curve.swappedPart(of: self, token)
        let rates = try swapRates.oneCoin(others: part.others, whole: part.whole)
        let millionths = AmountParts(gross, denominator: FeeRates.denominator)
        let (amount, cut) = (
            millionths.share(rates.kept), millionths.share(rates.protocolRate)
        )
        guard !amount.isZero else { throw .slippage }
        // Both are parts of the balance.
        let taken = amount.adding(cut) ?? .maximum
        try curve.admit(self, adding: nil, taking: TokenChange(token: token, amount: taken))
        return OneCoinChange(shares: shares, amount: amount, protocolCut: cut)
    }
}
