public import Bytes

/// What a vault may owe against its collateral; rates in parts of 1,000,000 of the collateral's worth.
public struct VaultTerms: FieldList, Hashable, Sendable {
    /// The largest debt that may be opened, of the collateral's worth.
    public var loan: UInt32 = 0
    /// The debt above which a vault may be liquidated, of the collateral's worth.
    public var threshold: UInt32 = 0
    /// What a liquidator gets on top of the debt repaid.
    public var bonus: UInt32 = 0
    /// The worth of collateral, of the debt, that a liquidation restores.
    public var target: UInt32 = 0
    /// The most principal that the vaults of the market may owe.
    public var ceiling = Amount.zero

    public init(loan: UInt32, threshold: UInt32, bonus: UInt32, target: UInt32, ceiling: Amount) {
        (self.loan, self.threshold, self.bonus) = (loan, threshold, bonus)
        (self.target, self.ceiling) = (target, ceiling)
    }

    public init(placeholder: ()) {}

    /// Loan, threshold, bonus, target, ceiling.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&loan)
        try visitor.visit(&threshold)
        try visitor.visit(&bonus)
        try visitor.visit(&target)
        try visitor.visit(&ceiling)
    }

    /// Whether the terms are in range and a liquidation at the threshold improves a vault: with
    /// threshold times one plus bonus below one, it takes a smaller part of the collateral than of
    /// the debt.
    public var areValid: Bool {
        let one = LedgerLimits.feeDenominator
        let (threshold, target) = (UInt64(threshold), UInt64(target))
        return loan > 0 && loan < self.threshold && bonus >= LedgerLimits.leastVaultBonus
            && threshold * (one + UInt64(bonus)) < one * one
            && threshold * target > one * one
            && self.target <= LedgerLimits.maximumVaultTarget
            && ceiling <= LedgerLimits.maximumCeiling
    }
}

/// A token against which vaults owe dollars, and what they hold and owe together.
public struct VaultMarketRecord: FieldList, Hashable, Sendable {
    public var terms = VaultTerms(placeholder: ())
    /// The collateral of all vaults.
    public var collateral = Amount.zero
    /// The principal that all vaults owe.
    public var principal = Amount.zero
    /// The dollars that may be lent now.
    public var debtAllowance = Allowance(placeholder: ())

    public init(terms: VaultTerms) { self.terms = terms }

    public init(placeholder: ()) {}

    /// Terms, collateral, principal, debt allowance.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&terms)
        guard terms.areValid else { throw visitor.failure(.invalidValue(field: "vault terms")) }
        try visitor.visit(&collateral)
        try visitor.visit(&principal)
        try visitor.visit(&debtAllowance)
    }
}
