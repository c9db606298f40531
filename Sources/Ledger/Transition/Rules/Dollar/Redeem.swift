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
        guard var coin = ledger.collateral(token) else { throw .notFound }
        try ledger.debit(dollars, of: .unifiedDollar, from: caller.holder)
        var module = try ledger.parModule()
        guard let index = module.record.index(of: token) else { throw .notFound }
        guard dollars <= module.outstanding else { throw .balance }
        let held = module.held(at: index)
        let redemption = module.redemption(of: dollars, at: index, coin.terms)
        let paid = redemption.coins[0].amount
        guard paid <= held else { throw .balance }
        guard !paid.isZero, paid >= minimum else { throw .slippage }
        try coin.useRedemptions(paid, holding: held, at: ledger.timestamp)
        guard module.isFresh(at: index) else { throw .stalePrice }
        ledger.write(.collateral(coin), for: .collateral(token))
        try ledger.pay(redemption, of: dollars, from: &module, to: caller.holder)
    }
}
