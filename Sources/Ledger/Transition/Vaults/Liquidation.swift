public import Ledger

/// What a liquidation repays of a vault's debt and takes of its collateral.
public struct Liquidation: Hashable, Sendable {
    /// The dollars repaid.
    public let paid: Amount
    /// The collateral taken.
    public let collateral: Amount
    /// The part of the debt for which nothing is left.
    public let badDebt: Amount

    /// The liquidation of a vault, its interest settled, by one who pays at most `most` dollars.
    ///
    /// Whether there is one, and how much restores the target, is judged by the least that the
    /// collateral is worth; what a liquidator gets, by what it redeems for.
    ///
    /// - Throws: `collateral` when the vault may not be liquidated or too small a debt would be left,
    ///   `overflow`.
    public init(
        of vault: VaultRecord, _ terms: VaultTerms, _ worth: CollateralWorth, most: Amount
    ) throws(Rejection) {
        let useful = try Self.useful(of: vault, terms, worth)
        guard let debt = vault.debt,
            let redeemable = try vault.worth(at: worth.redeemable).multiplied(by: Self.one),
            let wanted = useful.multiplied(by: Self.one + UInt64(terms.bonus))
        else { throw .overflow }
        if wanted <= redeemable {
            paid = min(most, useful)
            collateral = try Self.collateral(for: paid, of: vault, terms, worth.redeemable)
            badDebt = .zero
        } else {
            // The collateral does not pay debt and bonus: the liquidator takes all of it, or a part for
            // the same price, and of the bonus a quarter at the cost of others.
            let share = Self.one + UInt64(terms.bonus / 4)
            let whole = min(debt, redeemable.floorDivided(by: share))
            let rest = debt.subtracting(whole) ?? .zero
            paid = min(most, whole)
            // Not above the collateral and the rest; all of both when nothing is paid for.
            let isWhole = most >= whole
            let part = Amount.floorOfProduct(vault.collateral, paid, dividedBy: whole)
            let bad = Amount.floorOfProduct(rest, paid, dividedBy: whole)
            collateral = isWhole ? vault.collateral : part ?? .zero
            badDebt = isWhole ? rest : bad ?? .zero
        }
        let left = debt.subtracting(paid)?.subtracting(badDebt) ?? .zero
        guard left.isZero || left >= LedgerLimits.leastVaultDebt else { throw .collateral }
    }

    /// The denominator of rates.
    private static var one: UInt64 { LedgerLimits.feeDenominator }

    /// The most that is repaid of a vault that may be liquidated.
    private static func useful(
        of vault: VaultRecord, _ terms: VaultTerms, _ share: CollateralWorth
    ) throws(Rejection) -> Amount {
        let worth = try vault.worth(at: share.lowest)
        guard let debt = vault.debt, let owed = debt.multiplied(by: one),
            let scaled = worth.multiplied(by: one),
            let limit = worth.multiplied(by: UInt64(terms.threshold)),
            let wanted = debt.multiplied(by: UInt64(terms.target))
        else { throw .overflow }
        guard owed > limit else { throw .collateral }
        // The least that restores the target: (target debt - worth) / (target - g), where g is what a
        // dollar takes away of the lowest worth: one plus the bonus, less where shares redeem for more.
        // The target is above it, and a vault that may be liquidated below the target.
        guard let lacking = wanted.subtracting(scaled) else { throw .overflow }
        let most = Amount(low: one + UInt64(terms.bonus), high: 0)
        let gone = Amount.ceilOfProduct(most, share.lowest, dividedBy: share.redeemable) ?? most
        let divisor = UInt64(terms.target) - min(gone, most).words.0
        let useful = min(debt, lacking.ceilDivided(by: divisor))
        guard let rest = debt.subtracting(useful), rest >= LedgerLimits.leastVaultDebt else {
            return debt
        }
        return useful
    }

    /// The collateral for dollars and their bonus, at a price of a unit.
    private static func collateral(
        for dollars: Amount, of vault: VaultRecord, _ terms: VaultTerms, _ price: Amount
    ) throws(Rejection) -> Amount {
        guard let unit = Amount.unit.multiplied(by: one + UInt64(terms.bonus)),
            let value = price.multiplied(by: one)
        else { throw .overflow }
        let part = Amount.floorOfProduct(dollars, unit, dividedBy: value)
        return min(vault.collateral, part ?? .maximum)
    }
}

extension Amount {
    /// `ceil(self / divisor)`; the divisor is positive.
    fileprivate func ceilDivided(by divisor: UInt64) -> Amount {
        // Not above the amount.
        Amount.ceilOfProduct(self, .one, dividedBy: Amount(low: divisor, high: 0)) ?? self
    }
}
