public import Bytes
public import Ledger

/// Sells a coin for another, a part to a pool and the rest through the unified dollar
/// (`docs/protocol/transition.md`, "Convert").
public struct Convert: OperationBody {
    public static let opcode: UInt8 = 0x1c
    public static let name: StaticString = "convert"

    /// The coin sold.
    public var tokenIn = TokenID(0)
    /// The coin bought.
    public var tokenOut = TokenID(0)
    /// The amount sold.
    public var amount = Amount.zero
    /// The pool; without meaning when its part is zero.
    public var pool = PoolID(0)
    /// The part of the amount that the pool buys.
    public var poolAmount = Amount.zero
    /// The least amount to accept.
    public var minimum = Amount.zero

    public init(
        from tokenIn: TokenID, to tokenOut: TokenID, amount: Amount, pool: PoolID = PoolID(0),
        poolAmount: Amount = .zero, minimum: Amount
    ) {
        (self.tokenIn, self.tokenOut, self.amount) = (tokenIn, tokenOut, amount)
        (self.pool, self.poolAmount, self.minimum) = (pool, poolAmount, minimum)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&tokenIn)
        try visitor.visit(&tokenOut)
        try visitor.visit(&amount)
        try visitor.visit(&pool)
        try visitor.visit(&poolAmount)
        try visitor.visit(limit: &minimum, permissive: .zero)
    }

    /// What the pool does not buy; `nil` when its part is above the amount.
    private var parAmount: Amount? { amount.subtracting(poolAmount) }
}

extension Convert: SignedRule {
    var signedBody: SignedBody { .convert(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        guard !amount.isZero, tokenIn != tokenOut, parAmount != nil else { throw .malformed }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        if !poolAmount.isZero {
            try ledger.checkPool(pool, holds: tokenIn)
            try ledger.checkPool(pool, holds: tokenOut)
        }
        if poolAmount != amount {
            try ledger.checkCoin(tokenIn)
            try ledger.checkCoin(tokenOut)
        }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .trade }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        guard let parAmount else { throw .malformed }
        try ledger.debit(amount, of: tokenIn, from: caller.holder)
        var (poolOut, protocolCut) = (Amount.zero, Amount.zero)
        var conversion = Conversion()
        if !poolAmount.isZero {
            let index = ledger.records.index(of: .pool(pool))
            guard let pair = ledger.pair(tokenIn, tokenOut, at: index) else { throw .notFound }
            let trade = try ledger.sell(poolAmount, pair, at: index)
            (poolOut, protocolCut) = (trade.amountOut, trade.protocolCut)
            conversion.poolOut = poolOut
        }
        if parAmount.isZero {
            guard poolOut >= minimum else { throw .slippage }
        } else {
            var module = try ledger.parModule()
            let dollars = try ledger.buyDollars(
                with: parAmount, of: tokenIn, atLeast: .zero, in: &module)
            let redemption = try ledger.sellDollars(
                dollars, for: tokenOut, atLeast: .zero, in: &module)
            conversion = Conversion(par: parAmount, dollars, redemption)
            conversion.poolOut = poolOut
            guard let amountOut = conversion.amountOut else { throw .overflow }
            guard amountOut >= minimum else { throw .slippage }
            try ledger.write(module)
        }
        try ledger.creditFees(protocolCut, of: tokenIn)
        guard let amountOut = conversion.amountOut else { throw .overflow }
        try ledger.credit(amountOut, of: tokenOut, to: caller.holder)
        ledger.report(.conversion(conversion))
    }
}
