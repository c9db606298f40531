public import Bytes
public import Ledger

/// Deposits every token of a pool in the pool's ratio (`docs/protocol/transition.md`,
/// "AddLiquidity").
public struct AddLiquidity: OperationBody {
    public static let opcode: UInt8 = 0x13
    public static let name: StaticString = "addLiquidity"

    public var pool = PoolID(0)
    /// The fewest shares to accept.
    public var minimumShares = Amount.zero
    /// The most to take of each token, in the order of the pool's tokens.
    public var maximumAmounts = PoolAmounts()

    public init(pool: PoolID, minimumShares: Amount, maximumAmounts: PoolAmounts) {
        (self.pool, self.minimumShares, self.maximumAmounts) = (pool, minimumShares, maximumAmounts)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&pool)
        try visitor.visit(limit: &minimumShares, permissive: .zero)
        try maximumAmounts.visit(&visitor, count: 2...LedgerLimits.maximumPoolTokens, "token count")
    }
}

extension AddLiquidity: SignedRule {
    var signedBody: SignedBody { .addLiquidity(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        for index in maximumAmounts.indices where maximumAmounts[index].isZero { throw .malformed }
        try ledger.checkCount(of: maximumAmounts, in: pool)
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        guard ledger.poolPlace(pool) != nil else { throw .notFound }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .trade }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        guard var record = ledger.pool(pool) else { throw .notFound }
        let shares = try record.shares(for: maximumAmounts)
        let amounts = try record.cost(of: shares)
        try ledger.debit(amounts, of: record.tokens, from: caller.holder)
        guard !shares.isZero, shares >= minimumShares else { throw .slippage }
        try record.add(amounts, for: shares)
        ledger.write(record, of: pool)
        try ledger.credit(shares, of: TokenID(shareOf: pool), to: caller.holder)
        ledger.report(.liquidity(pool, shares: shares, amounts))
    }
}
