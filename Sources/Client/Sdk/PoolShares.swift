public import Ledger

/// What shares of a pool are worth, to set a limit before signing; the ledger computes the exact amounts.
public enum PoolShares {
    /// Shares that the amounts would mint: min over both tokens of floor(amount * supply / balance).
    public static func minted(
        of supply: Amount, balances: (Amount, Amount), for amounts: (Amount, Amount)
    ) -> Amount {
        min(
            scaled(amounts.0, by: supply, over: balances.0),
            scaled(amounts.1, by: supply, over: balances.1))
    }

    /// Both tokens that the shares would pay: floor(shares * balance / supply).
    public static func value(
        of shares: Amount, supply: Amount, balances: (Amount, Amount)
    ) -> (Amount, Amount) {
        (
            scaled(shares, by: balances.0, over: supply),
            scaled(shares, by: balances.1, over: supply)
        )
    }

    /// floor(amount * factor / divisor), 0 when the divisor is 0 or the result does not fit.
    private static func scaled(_ amount: Amount, by factor: Amount, over divisor: Amount) -> Amount
    {
        let product = amount.units.multipliedFullWidth(by: factor.units)
        guard divisor.units > product.high else { return .zero }
        return Amount(divisor.units.dividingFullWidth(product).quotient)
    }
}
