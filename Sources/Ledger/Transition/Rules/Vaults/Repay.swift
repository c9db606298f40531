public import Bytes
public import Ledger

/// Pays the debt of a vault and takes collateral out (`docs/protocol/transition.md`, "Repay").
public struct Repay: OperationBody {
    public static let opcode: UInt8 = 0x1e
    public static let name: StaticString = "repay"

    /// The collateral.
    public var token = TokenID(0)
    /// The most dollars to pay; all of the debt, if it is less.
    public var dollars = Amount.zero
    /// The collateral to take out.
    public var collateral = Amount.zero

    public init(token: TokenID, dollars: Amount, collateral: Amount) {
        self.token = token
        self.dollars = dollars
        self.collateral = collateral
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&dollars)
        try visitor.visit(&collateral)
    }
}

extension Repay: SignedRule {
    var signedBody: SignedBody { .repay(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !(collateral.isZero && dollars.isZero) else { throw .malformed }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        guard ledger.hasRecord(.vaultMarket(token)) else { throw .notFound }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .trade }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        let key = VaultKey(caller.holder, token)
        var open = try ledger.openVault(key)
        let paid = min(dollars, try open.debt())
        guard !(paid.isZero && collateral.isZero) else { throw .balance }
        try ledger.debit(paid, of: .unifiedDollar, from: caller.holder)
        let interest = try open.pay(paid)
        try open.take(collateral)
        if !paid.isZero { try open.checkSize() }
        if !collateral.isZero, !(try open.debt().isZero) {
            try ledger.checkTaking(collateral, from: &open, of: key)
        }
        try ledger.write(open, of: key)
        try ledger.credit(collateral, of: token, to: caller.holder)
        // Interest is a part of what was paid.
        let principal = paid.subtracting(interest) ?? .zero
        ledger.report(
            .vault(
                VaultChange(collateral: collateral, principal: principal, interest: interest)))
    }
}
