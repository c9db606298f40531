import Ledger

/// Liquidity in all tokens of a pool, in the pool's ratio.
extension PoolRecord {
    /// The shares that the scarcest of `amounts` buys, rounded down; `overflow`.
    func shares(for amounts: PoolAmounts) throws(Rejection) -> Amount {
        // A single quotient may exceed 128 bits.
        var least: WideAmount?
        for index in tokens.indices {
            let product = WideAmount(product: amounts[index], shareSupply)
            guard let shares = product.floorDivided(by: balances[index]) else { throw .overflow }
            least = min(least ?? shares, shares)
        }
        guard let shares = least?.narrowed else { throw .overflow }
        return shares
    }

    /// The deposit that `shares` cost, rounded up; `overflow`.
    func cost(of shares: Amount) throws(Rejection) -> PoolAmounts {
        try amounts { Amount.ceilOfProduct(shares, $0, dividedBy: shareSupply) }
    }

    /// The balances that `shares` redeem, rounded down; `overflow`.
    func worth(of shares: Amount) throws(Rejection) -> PoolAmounts {
        try amounts { Amount.floorOfProduct(shares, $0, dividedBy: shareSupply) }
    }

    /// Takes a deposit and issues shares; `overflow`.
    mutating func add(_ deposit: PoolAmounts, for shares: Amount) throws(Rejection) {
        try change(deposit, shares) { $0.adding($1) }
    }

    /// Gives up balances and cancels shares; `overflow`.
    mutating func remove(_ redeemed: PoolAmounts, for shares: Amount) throws(Rejection) {
        try change(redeemed, shares) { $0.subtracting($1) }
    }

    /// Sets one balance and the supply of shares; `overflow` when one does not fit.
    mutating func set(
        balance: Amount?, at token: Int, supply: Amount?
    ) throws(Rejection) {
        guard let balance, let supply else { throw .overflow }
        balances[token] = balance
        shareSupply = supply
    }

    /// An amount of one token and none of the others.
    func amounts(of amount: Amount, at token: Int) -> PoolAmounts {
        var amounts = PoolAmounts()
        for index in balances.indices { amounts.append(index == token ? amount : .zero) }
        return amounts
    }

    private func amounts(_ share: (Amount) -> Amount?) throws(Rejection) -> PoolAmounts {
        var amounts = PoolAmounts()
        for index in balances.indices {
            guard let amount = share(balances[index]) else { throw .overflow }
            amounts.append(amount)
        }
        return amounts
    }

    private mutating func change(
        _ amounts: PoolAmounts, _ shares: Amount, _ changed: (Amount, Amount) -> Amount?
    ) throws(Rejection) {
        for index in balances.indices {
            guard let balance = changed(balances[index], amounts[index]) else { throw .overflow }
            balances[index] = balance
        }
        guard let supply = changed(shareSupply, shares) else { throw .overflow }
        shareSupply = supply
    }
}
