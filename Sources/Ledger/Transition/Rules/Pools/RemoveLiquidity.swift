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
    public var minima = PoolAmounts()

    public init(pool: PoolID, shares: Amount, minima: PoolAmounts) {
        (self.pool, self.shares, self.minima) = (pool, shares, minima)
    }

    public init(unread: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&pool)
        try visitor.visit(&shares)
        try minima.visit(&visitor, count: 2...LedgerLimits.maximumPoolTokens, "token count")
    }
}

extension RemoveLiquidity: SignedRule {
    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !shares.isZero else { throw .malformed }
        if let record = ledger.pool(pool), record.tokens.count != minima.count {
            throw .malformed
        }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        guard ledger.pool(pool) != nil else { throw .notFound }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, owner: ChainAddress
    ) -> Scopes { .trade }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) -> Receipt {
        guard var record = ledger.pool(pool) else { throw .notFound }
        let (account, subAccount) = (caller.account, caller.subAccount)
        try ledger.debit(account, subAccount, TokenID(shareOf: pool), shares)
        var amounts = PoolAmounts()
        for index in record.tokens.indices {
            guard
                let amount = Amount.floorOfProduct(
                    shares, record.balances[index], dividedBy: record.shareSupply)
            else { throw .overflow }
            amounts.append(amount)
        }
        try checkMinima(amounts)
        for index in record.tokens.indices {
            guard let balance = record.balances[index].subtracting(amounts[index]) else {
                throw .overflow
            }
            record.balances[index] = balance
        }
        guard let supply = record.shareSupply.subtracting(shares) else { throw .overflow }
        record.shareSupply = supply
        ledger.write(.pool(record), for: .pool(pool))
        for index in record.tokens.indices {
            try ledger.credit(account, subAccount, record.tokens[index], amounts[index])
        }
        return .liquidity(pool, shares: shares, amounts)
    }

    private func checkMinima(_ amounts: PoolAmounts) throws(Rejection) {
        var paysNothing = true
        for index in amounts.indices {
            guard amounts[index] >= minima[index] else { throw .slippage }
            if !amounts[index].isZero { paysNothing = false }
        }
        if paysNothing { throw .slippage }
    }
}
