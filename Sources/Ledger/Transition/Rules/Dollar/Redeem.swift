public import Bytes
public import Ledger

/// Turns unified dollars into a coin (`docs/protocol/transition.md`, "Redeem").
public struct Redeem: OperationBody {
    public static let opcode: UInt8 = 0x1a
    public static let name: StaticString = "redeem"

    /// The coin bought.
    public var token = TokenID(0)
    /// The dollars paid, fees included.
    public var dollars = Amount.zero
    /// The least amount of the coin to accept.
    public var minimum = Amount.zero

    public init(token: TokenID, dollars: Amount, minimum: Amount) {
        (self.token, self.dollars, self.minimum) = (token, dollars, minimum)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&dollars)
        try visitor.visit(limit: &minimum, permissive: .zero)
    }
}

extension Redeem: SignedRule {
    var signedBody: SignedBody { .redeem(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !dollars.isZero else { throw .malformed }
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
        try ledger.debit(dollars, of: .unifiedDollar, from: caller.holder)
        var module = try ledger.parModule()
        let redemption = try ledger.sellDollars(
            dollars, for: token, atLeast: minimum, in: &module)
        try ledger.write(module)
        try ledger.credit(redemption.coins[0].amount, of: token, to: caller.holder)
        ledger.report(.dollars(dollars, fee: redemption.fee, redemption.coins))
    }
}
