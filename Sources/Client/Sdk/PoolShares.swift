public import Ledger

/// What shares of a pool are worth, to set a limit before signing; the ledger computes the exact amounts.
public enum PoolShares {
    /// Shares that the amounts would mint: min over all tokens of floor(amount * supply / balance);
    /// amounts and balances are in the pool's order.
    public static func minted(
        of supply: Amount, balances: [Amount], for amounts: [Amount]
    ) -> Amount {
        zip(amounts, balances).map { scaled($0, by: supply, over: $1) }.min() ?? .zero
    }

    /// What the shares would pay of each token: floor(shares * balance / supply).
    public static func value(
        of shares: Amount, supply: Amount, balances: [Amount]
    ) -> [Amount] {
        balances.map { scaled(shares, by: $0, over: supply) }
    }

    /// floor(amount * factor / divisor), 0 when the divisor is 0 or the result does not fit.
    private static func scaled(_ amount: Amount, by factor: Amount, over divisor: Amount) -> Amount
    {
        let product = amount.units.multipliedFullWidth(by: factor.units)
        guard divisor.units > product.high else { return .zero }
        return Amount(divisor.units.dividingFullWidth(product).quotient)
    }
}
