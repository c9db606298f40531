public import Ledger

/// Estimates of a pool's shares for limits before signing; the ledger computes exact amounts.
public enum PoolShares {
    /// The shares minted for amounts: min over all tokens of floor(amount * supply / balance).
    ///
    /// Amounts and balances are in the order of the pool's tokens.
    public static func minted(
        of supply: Amount, balances: [Amount], for amounts: [Amount]
    ) -> Amount {
        zip(amounts, balances).map { scaled($0, by: supply, over: $1) }.min() ?? .zero
    }

    /// The amounts paid for shares: floor(shares * balance / supply) of each token.
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
