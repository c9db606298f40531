public import Bytes
public import Ledger

/// Deposits one token of a pool for shares (`docs/protocol/transition.md`, "AddLiquidityOneCoin").
public struct AddLiquidityOneCoin: OperationBody {
    public static let opcode: UInt8 = 0x16
    public static let name: StaticString = "addLiquidityOneCoin"

    public var pool = PoolID(0)
    /// The token deposited.
    public var token = TokenID(0)
    /// The amount deposited, fees included.
    public var amount = Amount.zero
    /// The fewest shares to accept.
    public var minimumShares = Amount.zero

    public init(pool: PoolID, token: TokenID, amount: Amount, minimumShares: Amount) {
        (self.pool, self.token) = (pool, token)
        (self.amount, self.minimumShares) = (amount, minimumShares)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&pool)
        try visitor.visit(&token)
        try visitor.visit(&amount)
        try visitor.visit(limit: &minimumShares, permissive: .zero)
    }
}

extension AddLiquidityOneCoin: SignedRule {
    var signedBody: SignedBody { .addLiquidityOneCoin(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !amount.isZero else { throw .malformed }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        try ledger.checkPool(pool, holds: token)
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .trade }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        let index = ledger.records.index(of: .pool(pool))
        try ledger.debit(amount, of: token, from: caller.holder)
        let change = try ledger.add(
            TokenQuantity(token, amount), to: pool, at: index, atLeast: minimumShares)
        try ledger.credit(change.shares, of: TokenID(shareOf: pool), to: caller.holder)
    }
}
