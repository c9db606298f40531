public import Bytes
public import Ledger

/// Opens a pool with its first liquidity (`docs/protocol/transition.md`, "CreatePool").
public struct CreatePool: OperationBody {
    public static let opcode: UInt8 = 0x12
    public static let name: StaticString = "createPool"

    /// The pool's curve.
    public var kind = PoolKind.constantProduct
    /// The least fee of liquidity providers, in parts of 1,000,000.
    public var feeRate: UInt32 = 0
    /// The curve and the rise of the fee; without meaning unless the pool is stable.
    public var stable = StableTerms(placeholder: ())
    /// The first liquidity: two to four tokens, ascending, with their amounts.
    public var deposits = BoundedList<4, TokenQuantity>()

    public init(
        kind: PoolKind, feeRate: UInt32, stable: StableTerms = StableTerms(placeholder: ()),
        deposits: BoundedList<4, TokenQuantity>
    ) {
        (self.kind, self.feeRate, self.stable) = (kind, feeRate, stable)
        self.deposits = deposits
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(code: &kind, "pool kind")
        try visitor.visit(&feeRate)
        if kind == .stable { try visitor.visit(&stable) }
        try deposits.visit(&visitor, count: 2...LedgerLimits.maximumPoolTokens, "token count")
    }

    private var tokens: PoolTokens {
        var tokens = PoolTokens()
        for index in deposits.indices { tokens.append(deposits[index].token) }
        return tokens
    }

    private var amounts: PoolAmounts {
        var amounts = PoolAmounts()
        for index in deposits.indices { amounts.append(deposits[index].amount) }
        return amounts
    }
}

extension CreatePool: SignedRule {
    var signedBody: SignedBody { .createPool(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard kind.tokenCounts.contains(deposits.count),
            feeRate <= LedgerLimits.maximumFeeRate,
            kind != .stable || stable.areValid(feeRate: feeRate)
        else { throw .malformed }
        var last = TokenID(0)
        for index in deposits.indices {
            let deposit = deposits[index]
            guard !deposit.amount.isZero, index == 0 || last < deposit.token else {
                throw .malformed
            }
            last = deposit.token
        }
        if kind == .stable, feeRate < LedgerLimits.leastRatedFeeRate {
            guard ledger.ratedCoins(of: tokens) == 0 else { throw .malformed }
        }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        for index in deposits.indices {
            guard ledger.hasToken(deposits[index].token) else { throw .notFound }
        }
        guard !ledger.hasRecord(.poolOfTokens(kind, tokens)) else { throw .exists }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .trade }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        try ledger.debit(amounts, of: tokens, from: caller.holder)
        var record = PoolRecord(
            kind: kind, tokens: tokens, balances: amounts, shareSupply: .zero, feeRate: feeRate,
            stable: stable)
        if kind == .stable { record.ratedCoins = ledger.ratedCoins(of: tokens) }
        record.shareSupply = try record.price(
            FirstSupply(), at: try ledger.moment(of: record), &ledger.records.roots)
        guard let shares = record.issuedShares, !shares.isZero else { throw .slippage }
        let number = try ledger.takeNumber(of: .pools, limit: UInt32(LedgerLimits.maximumPool))
        let pool = PoolID(UInt16(truncatingIfNeeded: number))
        ledger.write(record, of: pool)
        ledger.write(.poolOfTokens(pool), for: .poolOfTokens(kind, tokens))
        let share = TokenID(shareOf: pool)
        ledger.write(.token(TokenRecord(.share)), for: .token(share))
        try ledger.credit(shares, of: share, to: caller.holder)
        ledger.report(.liquidity(pool, shares: shares, amounts))
    }
}

extension LedgerView {
    /// A bit for each token that is yield-bearing.
    fileprivate mutating func ratedCoins(of tokens: PoolTokens) -> UInt32 {
        var coins: UInt32 = 0
        for index in tokens.indices
        where token(tokens[index])?.tokenClass == .yieldBearing {
            coins |= 1 << UInt32(index)
        }
        return coins
    }
}
