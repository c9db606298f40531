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
    public var maxima = PoolAmounts()

    public init(pool: PoolID, minimumShares: Amount, maxima: PoolAmounts) {
        (self.pool, self.minimumShares, self.maxima) = (pool, minimumShares, maxima)
    }

    public init(unread: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&pool)
        try visitor.visit(&minimumShares)
        try maxima.visit(&visitor, count: 2...LedgerLimits.maximumPoolTokens, "token count")
    }
}

extension AddLiquidity: SignedRule {
    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        for index in maxima.indices where maxima[index].isZero { throw .malformed }
        if let record = ledger.pool(pool), record.tokens.count != maxima.count {
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
        let shares = try shares(of: record)
        var amounts = PoolAmounts()
        for index in record.tokens.indices {
            guard
                let amount = Amount.ceilOfProduct(
                    shares, record.balances[index], dividedBy: record.shareSupply)
            else { throw .overflow }
            amounts.append(amount)
        }
        for index in record.tokens.indices {
            try ledger.debit(account, subAccount, record.tokens[index], amounts[index])
        }
        guard !shares.isZero, shares >= minimumShares else { throw .slippage }
        for index in record.tokens.indices {
            guard let balance = record.balances[index].adding(amounts[index]) else {
                throw .overflow
            }
            record.balances[index] = balance
        }
        guard let supply = record.shareSupply.adding(shares) else { throw .overflow }
        record.shareSupply = supply
        ledger.write(.pool(record), for: .pool(pool))
        try ledger.credit(account, subAccount, TokenID(shareOf: pool), shares)
        return .liquidity(pool, shares: shares, amounts)
    }

    /// The least number of shares that one of the maxima buys; a quotient may exceed 128 bits.
    private func shares(of record: PoolRecord) throws(Rejection) -> Amount {
        var least: WideAmount?
        for index in record.tokens.indices {
            let product = WideAmount(product: maxima[index], record.shareSupply)
            guard let shares = product.floorDivided(by: record.balances[index]) else {
                throw .overflow
            }
            least = min(least ?? shares, shares)
        }
        guard let shares = least?.narrowed else { throw .overflow }
        return shares
    }
}
