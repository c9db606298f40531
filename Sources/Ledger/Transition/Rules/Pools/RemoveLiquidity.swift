public import Bytes
public import Ledger

/// Redeems shares for every token of a pool (`docs/protocol/transition.md`, "RemoveLiquidity").
public struct RemoveLiquidity: OperationBody {
    public static let opcode: UInt8 = 0x14
    public static let name: StaticString = "removeLiquidity"

    public var pool = PoolID(0)
    /// The number of shares to redeem.
    public var shares = Amount.zero
    /// The least to accept of each token, in the order of the pool's tokens.
    public var minimumAmounts = PoolAmounts()

    public init(pool: PoolID, shares: Amount, minimumAmounts: PoolAmounts) {
        (self.pool, self.shares, self.minimumAmounts) = (pool, shares, minimumAmounts)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&pool)
        try visitor.visit(&shares)
        try minimumAmounts.visit(
            limits: &visitor, permissive: .zero, count: 2...LedgerLimits.maximumPoolTokens,
            "token count")
    }
}

extension RemoveLiquidity: SignedRule {
    var signedBody: SignedBody { .removeLiquidity(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !shares.isZero else { throw .malformed }
        try ledger.checkCount(of: minimumAmounts, in: pool)
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
        try ledger.debit(shares, of: TokenID(shareOf: pool), from: caller.holder)
        let amounts = try record.worth(of: shares)
        try checkMinimum(of: amounts)
        try record.remove(amounts, for: shares)
        ledger.write(record, of: pool)
        try ledger.credit(amounts, of: record.tokens, to: caller.holder)
        ledger.report(.liquidity(pool, shares: shares, amounts))
    }

    private func checkMinimum(of amounts: PoolAmounts) throws(Rejection) {
        var paysNothing = true
        for index in amounts.indices {
            guard amounts[index] >= minimumAmounts[index] else { throw .slippage }
            if !amounts[index].isZero { paysNothing = false }
        }
        if paysNothing { throw .slippage }
    }
}
