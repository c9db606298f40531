public import Bytes
public import Ledger

/// Redeems shares for one token of a pool (`docs/protocol/transition.md`,
/// "RemoveLiquidityOneCoin").
public struct RemoveLiquidityOneCoin: OperationBody {
    public static let opcode: UInt8 = 0x17
    public static let name: StaticString = "removeLiquidityOneCoin"

    public var pool = PoolID(0)
    /// The token paid.
    public var token = TokenID(0)
    /// The number of shares to redeem.
    public var shares = Amount.zero
    /// The least amount to accept.
    public var minimumAmount = Amount.zero

    public init(pool: PoolID, token: TokenID, shares: Amount, minimumAmount: Amount) {
        (self.pool, self.token) = (pool, token)
        (self.shares, self.minimumAmount) = (shares, minimumAmount)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&pool)
        try visitor.visit(&token)
        try visitor.visit(&shares)
        try visitor.visit(limit: &minimumAmount, permissive: .zero)
    }
}

extension RemoveLiquidityOneCoin: SignedRule {
    var signedBody: SignedBody { .removeLiquidityOneCoin(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !shares.isZero else { throw .malformed }
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
        try ledger.debit(shares, of: TokenID(shareOf: pool), from: caller.holder)
        let change = try ledger.remove(
            shares, from: pool, at: index, for: TokenQuantity(token, minimumAmount))
        try ledger.credit(change.amount, of: token, to: caller.holder)
    }
}
