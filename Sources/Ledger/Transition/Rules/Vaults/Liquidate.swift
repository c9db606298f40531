public import Bytes
public import Ledger

/// Pays the debt of a vault that is worth too little, for its collateral and a bonus
/// (`docs/protocol/transition.md`, "Liquidate").
public struct Liquidate: OperationBody {
    public static let opcode: UInt8 = 0x1f
    public static let name: StaticString = "liquidate"

    /// The vault's account.
    public var account = AccountID(0)
    /// The vault's sub-account.
    public var subAccount = SubAccount(0)
    /// The collateral.
    public var token = TokenID(0)
    /// The most dollars to pay.
    public var dollars = Amount.zero
    /// The least collateral to accept.
    public var minimumCollateral = Amount.zero

    public init(
        account: AccountID, subAccount: SubAccount, token: TokenID, dollars: Amount,
        minimumCollateral: Amount
    ) {
        self.account = account
        self.subAccount = subAccount
        self.token = token
        self.dollars = dollars
        self.minimumCollateral = minimumCollateral
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&account)
        try visitor.visit(&subAccount)
        try visitor.visit(&token)
        try visitor.visit(&dollars)
        try visitor.visit(limit: &minimumCollateral, permissive: .zero)
    }
}

extension Liquidate: SignedRule {
    private var key: VaultKey { VaultKey(Holder(account, subAccount), token) }

    var signedBody: SignedBody { .liquidate(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !dollars.isZero, subAccount.isValid else { throw .malformed }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        guard ledger.hasRecord(key.record) else { throw .notFound }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .trade }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        var open = try ledger.openVault(key)
        let collateral = try ledger.collateralPrices(of: token)
        guard collateral.coins.areFresh else { throw .stalePrice }
        let worth = try ledger.worth(of: collateral)
        let liquidation = try Liquidation(
            of: open.vault, open.market.terms, worth, most: dollars)
        guard liquidation.collateral >= minimumCollateral else { throw .slippage }
        try ledger.debit(liquidation.paid, of: .unifiedDollar, from: caller.holder)
        let interest = try open.pay(liquidation.paid)
        try open.take(liquidation.collateral)
        let badDebt = try open.writeOff(liquidation.badDebt)
        try ledger.write(open, of: key)
        try ledger.credit(liquidation.collateral, of: token, to: caller.holder)
        // Interest is a part of what was paid.
        let principal = liquidation.paid.subtracting(interest) ?? .zero
        ledger.report(
            .vault(
                VaultChange(
                    collateral: liquidation.collateral, principal: principal, interest: interest,
                    badDebt: badDebt)))
    }
}
