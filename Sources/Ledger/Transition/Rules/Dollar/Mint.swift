public import Bytes
public import Ledger

/// Turns a coin into unified dollars (`docs/protocol/transition.md`, "Mint").
public struct Mint: OperationBody {
    public static let opcode: UInt8 = 0x19
    public static let name: StaticString = "mint"

    /// The coin paid.
    public var token = TokenID(0)
    /// The amount of the coin.
    public var amount = Amount.zero
    /// The fewest dollars to accept.
    public var minimumDollars = Amount.zero

    public init(token: TokenID, amount: Amount, minimumDollars: Amount) {
        (self.token, self.amount, self.minimumDollars) = (token, amount, minimumDollars)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&amount)
        try visitor.visit(limit: &minimumDollars, permissive: .zero)
    }
}

extension Mint: SignedRule {
    var signedBody: SignedBody { .mint(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !amount.isZero else { throw .malformed }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        try ledger.checkCoin(token)
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .trade }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        try ledger.debit(amount, of: token, from: caller.holder)
        var module = try ledger.parModule()
        let dollars = try ledger.buyDollars(
            with: amount, of: token, atLeast: minimumDollars, in: &module)
        try ledger.write(module)
        try ledger.credit(dollars, of: .unifiedDollar, to: caller.holder)
        // The dollars are not above the amount.
        let fee = amount.subtracting(dollars) ?? .zero
        ledger.report(.dollars(dollars, fee: fee, DollarCoins(token, amount)))
    }
}
