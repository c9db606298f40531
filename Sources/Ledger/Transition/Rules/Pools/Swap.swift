public import Bytes
public import Ledger

/// The fixed side of a swap.
public enum SwapKind: UInt8, Hashable, Sendable {
    /// All of `amountIn` is sold for at least `amountOut`.
    case exactIn = 0
    /// All of `amountOut` is bought for at most `amountIn`.
    case exactOut = 1
}

/// Trades along one to three pools (`docs/protocol/transition.md`, "Swap").
public struct Swap: OperationBody {
    public static let opcode: UInt8 = 0x15
    public static let name: StaticString = "swap"

    /// The side that is fixed.
    public var kind = SwapKind.exactIn
    /// The token sold and the pools to the token bought, at least one.
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
        try visitor.visit(&amountIn)
        try visitor.visit(&amountOut)
    }
}

extension Swap: SignedRule {
    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        let exact = kind == .exactIn ? amountIn : amountOut
        guard !exact.isZero, route.isSimple else { throw .malformed }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        try ledger.checkPools(of: route)
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes { .trade }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) -> Receipt {
        let pools = try ledger.pools(of: route)
        let quote: SwapQuote
        switch kind {
        case .exactIn:
            try ledger.debit(amountIn, of: route.tokenIn, from: caller.holder)
            quote = try pools.quote(exactIn: amountIn)
            guard quote.amountOut >= amountOut else { throw .slippage }
        case .exactOut:
            quote = try pools.quote(exactOut: amountOut)
            try ledger.debit(quote.amountIn, of: route.tokenIn, from: caller.holder)
            guard quote.amountIn <= amountIn else { throw .slippage }
        }
        try ledger.move(quote, keeping: .zero)
        try ledger.credit(quote.amountOut, of: quote.tokenOut, to: caller.holder)
        return .trade(quote)
    }
}
