public import Bytes
public import Ledger

/// Puts collateral into the vault of a sub-account and lends dollars against it
/// (`docs/protocol/transition.md`, "OpenDebt").
public struct OpenDebt: OperationBody {
    public static let opcode: UInt8 = 0x1d
    public static let name: StaticString = "openDebt"

    /// The collateral.
    public var token = TokenID(0)
    /// The collateral to put in.
    public var collateral = Amount.zero
    /// The dollars to lend.
    public var dollars = Amount.zero

    public init(token: TokenID, collateral: Amount, dollars: Amount) {
        self.token = token
        self.collateral = collateral
        self.dollars = dollars
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&collateral)
        try visitor.visit(&dollars)
    }
}

extension OpenDebt: SignedRule {
    var signedBody: SignedBody { .openDebt(self) }

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
        try ledger.debit(collateral, of: token, from: caller.holder)
        var open = try ledger.openVault(key)
        try open.put(collateral)
        try open.lend(dollars)
        if !dollars.isZero {
            let pool = token.sharePool.flatMap { ledger.pool($0) }
            try open.useCeilings(
                dollars, shareSupply: pool?.shareSupply, at: ledger.timestamp)
            try open.checkSize()
            try ledger.checkOpening(open, of: key)
        }
        try ledger.write(open, of: key)
        try ledger.credit(dollars, of: .unifiedDollar, to: caller.holder)
        ledger.report(.vault(VaultChange(collateral: collateral, principal: dollars)))
    }
}
