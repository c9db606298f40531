public import Bytes
public import Ledger

/// The fixed side of a swap.
public enum SwapKind: UInt8, Hashable, Sendable {
    /// All of `amountIn` is sold for at least `amountOut`.
    case exactIn = 0
    /// All of `amountOut` is bought for at most `amountIn`.
    case exactOut = 1
}

/// Swaps along one to three hops (`docs/protocol/transition.md`, "Swap").
public struct Swap: OperationBody {
    public static let opcode: UInt8 = 0x15
    public static let name: StaticString = "swap"

    /// The side that is fixed.
    public var kind = SwapKind.exactIn
    /// The token sold and the hops to the token bought, at least one.
    public var route = Route(placeholder: ())
    /// The amount sold: exactly, or at most.
    public var amountIn = Amount.zero
    /// The amount bought: at least, or exactly.
    public var amountOut = Amount.zero

    /// A swap along a route with at least one hop.
    public init(kind: SwapKind, route: Route, amountIn: Amount, amountOut: Amount) {
        (self.kind, self.route) = (kind, route)
        (self.amountIn, self.amountOut) = (amountIn, amountOut)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(code: &kind, "swap kind")
        try visitor.visit(&route)
        guard route.hops.count > 0 else {
            throw visitor.failure(.invalidValue(field: "hop count"))
        }
        switch kind {
        case .exactIn:
            try visitor.visit(&amountIn)
            try visitor.visit(limit: &amountOut, permissive: .zero)
        case .exactOut:
            try visitor.visit(limit: &amountIn, permissive: .maximum)
            try visitor.visit(&amountOut)
        }
    }
}

extension Swap: SignedRule {
    static var isFrequent: Bool { true }

    var signedBody: SignedBody { .swap(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        let exact = kind == .exactIn ? amountIn : amountOut
        guard !exact.isZero, route.isSimple else { throw .malformed }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        switch kind {
        case .exactIn: try ledger.checkHops(of: route)
        case .exactOut: try ledger.checkTrades(of: route)
        }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .trade }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        if route.hops.count == 1 {
            let index = ledger.records.index(of: .pool(route.hops[0].pool))
            if let pair = ledger.pair(route.tokenIn, route.tokenOut, at: index) {
                return try trade(&ledger, caller, pair, at: index)
            }
        }
        let quote: SwapQuote
        switch kind {
        case .exactIn:
            try ledger.debit(amountIn, of: route.tokenIn, from: caller.holder)
            quote = try ledger.take(route, with: amountIn)
            guard quote.amountOut >= amountOut else { throw .slippage }
        case .exactOut:
            let (bought, pools) = try ledger.quote(exactOut: amountOut, along: route)
            quote = bought
            try ledger.debit(quote.amountIn, of: route.tokenIn, from: caller.holder)
            guard quote.amountIn <= amountIn else { throw .slippage }
            try ledger.move(quote, through: pools)
        }
        try ledger.credit(quote.amountOut, of: route.tokenOut, to: caller.holder)
        ledger.report(.trade(quote))
    }

    /// The same for a trade with one pool, as most are: without a quote, which is long to copy.
    @inline(__always)
    private func trade<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller, _ pair: PoolPair, at index: Int
    ) throws(Rejection) {
        let trade: PoolTrade
        switch kind {
        case .exactIn:
            try ledger.debit(amountIn, of: route.tokenIn, from: caller.holder)
            trade = try ledger.trade(exactIn: amountIn, pair, at: index)
        case .exactOut:
            trade = try ledger.trade(exactOut: amountOut, pair, at: index)
            try ledger.debit(trade.amountIn, of: route.tokenIn, from: caller.holder)
            guard trade.amountIn <= amountIn else { throw .slippage }
        }
        try ledger.move(trade, pair, at: index)
        try ledger.creditFees(trade.protocolCut, of: route.tokenIn)
        guard trade.amountOut >= amountOut else { throw .slippage }
        try ledger.credit(trade.amountOut, of: route.tokenOut, to: caller.holder)
        ledger.report(
            .trade(
                SwapQuote(
                    route.tokenIn, SwapHop(route.hops[0], trade), amountIn: trade.amountIn)))
    }
}
