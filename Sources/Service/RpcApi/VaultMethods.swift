public import Ledger

/// `zkl_vaults`: debts in unified dollars against shares of pools.
public enum VaultsMethod: Method {
    public static let name = "zkl_vaults"
    public static let summary = "Vaults: what they hold and owe, those nearest to liquidation first"

    /// The account; all accounts when it is absent.
    public struct Parameters: WireObject, Hashable {
        public var accountID: AccountID?

        public init(placeholder: ()) {}

        public init(accountID: AccountID?) { self.accountID = accountID }

        public static let fields: [WireField<Parameters>] = [
            WireField("accountId", \.accountID, "of this account alone")
        ]
    }

    /// Markets and vaults at a time.
    public struct Result: WireObject, Hashable {
        /// The most vaults of an answer.
        public static var maximumVaults: Int { 256 }

        public var markets: [VaultMarketInfo] = []
        /// At most 256, those with the most debt for their collateral's worth first.
        public var vaults: [VaultInfo] = []

        public init(placeholder: ()) {}

        public init(markets: [VaultMarketInfo], vaults: [VaultInfo]) {
            (self.markets, self.vaults) = (markets, vaults)
        }

        public static let fields: [WireField<Result>] = [
            WireField("markets", \.markets),
            WireField("vaults", \.vaults, "at most 256, nearest to liquidation first"),
        ]
    }
}

/// A token against which vaults owe dollars.
public struct VaultMarketInfo: WireObject, Hashable {
    /// Shares of a pool.
    public var token = TokenID(0)
    public var terms = VaultTerms(placeholder: ())
    /// The collateral of all vaults.
    public var collateral = Amount.zero
    /// The principal that all vaults owe.
    public var principal = Amount.zero
    /// The dollars that may be lent now.
    public var lendable = Amount.zero
    /// What a share is worth; `nil` while a price is not fresh.
    public var worth: CollateralWorthInfo?

    public init(placeholder: ()) {}

    public init(
        _ token: TokenID, _ record: VaultMarketRecord, lendable: Amount, worth: CollateralWorthInfo?
    ) {
        (self.token, self.terms) = (token, record.terms)
        (self.collateral, self.principal) = (record.collateral, record.principal)
        (self.lendable, self.worth) = (lendable, worth)
    }

    public static let fields: [WireField<VaultMarketInfo>] = [
        WireField("token", \.token, "shares of a pool"),
        WireField("loan", \.terms.loan, "largest debt to open, parts of 1,000,000 of the worth"),
        WireField("threshold", \.terms.threshold, "debt above which anyone liquidates"),
        WireField("bonus", \.terms.bonus, "of the debt repaid, for the liquidator"),
        WireField("target", \.terms.target, "worth of the debt that a liquidation restores"),
        WireField("ceiling", \.terms.ceiling, "of principal"),
        WireField("collateral", \.collateral), WireField("principal", \.principal),
        WireField("lendable", \.lendable, "dollars, now"),
        WireField("worth", \.worth, "of a share; absent while a price is not fresh"),
    ]
}

/// What a unit of collateral is worth in dollars, with 18 decimals.
public struct CollateralWorthInfo: WireObject, Hashable {
    /// The least that it is worth, by which loans are judged.
    public var lowest = Amount.zero
    /// What it redeems for, by which liquidators are paid.
    public var redeemable = Amount.zero

    public init(placeholder: ()) {}

    public init(lowest: Amount, redeemable: Amount) {
        (self.lowest, self.redeemable) = (lowest, redeemable)
    }

    public static let fields: [WireField<CollateralWorthInfo>] = [
        WireField("lowest", \.lowest, "judges loans"),
        WireField("redeemable", \.redeemable, "of its coins, pays liquidators"),
    ]
}

/// A debt against collateral.
public struct VaultInfo: WireObject, Hashable {
    public var accountID = AccountID(0)
    public var subAccount = SubAccount(0)
    public var token = TokenID(0)
    public var collateral = Amount.zero
    public var principal = Amount.zero
    /// The interest owed at the node's time.
    public var interest = Amount.zero
    /// The least that the collateral is worth in dollars; `nil` while a price is not fresh.
    public var worth: Amount?
    /// The dollars that a liquidator may repay now.
    public var liquidatable = Amount.zero

    public init(placeholder: ()) {}

    public init(
        accountID: AccountID, subAccount: SubAccount, token: TokenID, _ record: VaultRecord,
        worth: Amount?, liquidatable: Amount
    ) {
        (self.accountID, self.subAccount, self.token) = (accountID, subAccount, token)
        (collateral, principal) = (record.collateral, record.principal)
        (interest, self.worth, self.liquidatable) = (record.interest, worth, liquidatable)
    }

    public static let fields: [WireField<VaultInfo>] = [
        WireField("accountId", \.accountID), WireField("subAccount", \.subAccount),
        WireField("token", \.token), WireField("collateral", \.collateral),
        WireField("principal", \.principal),
        WireField("interest", \.interest, "owed at the node's time"),
        WireField("worth", \.worth, "of the collateral in dollars; absent without fresh prices"),
        WireField("liquidatable", \.liquidatable, "dollars that a liquidator may repay now"),
    ]
}
