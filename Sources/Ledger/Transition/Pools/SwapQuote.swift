public import Bytes
public import Ledger

/// What comes out of one hop of a swap.
public struct SwapHop: FieldList, Hashable, Sendable {
    public var pool = PoolID(0)
    /// The token that comes out.
    public var tokenOut = TokenID(0)
    /// The protocol's share of what goes in, or of what a removal gives; 0 through the dollar.
    public var protocolCut = Amount.zero
    /// The amount that comes out.
    public var amountOut = Amount.zero

    public init(pool: PoolID, tokenOut: TokenID, protocolCut: Amount, amountOut: Amount) {
        (self.pool, self.tokenOut) = (pool, tokenOut)
        (self.protocolCut, self.amountOut) = (protocolCut, amountOut)
    }

    public init(placeholder: ()) {}

    /// Pool, token out, cut, amount out.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&pool)
        try visitor.visit(&tokenOut)
        try visitor.visit(&protocolCut)
        try visitor.visit(&amountOut)
    }
}

/// The amounts of a swap along a route: a quote, and what its execution moves.
public struct SwapQuote: FieldList, Hashable, Sendable {
    /// The token sold.
    public var tokenIn = TokenID(0)
    /// The amount sold, fees included.
    public var amountIn = Amount.zero
    /// The hops in order; empty when the token sold is the token bought.
    public var hops = BoundedList<3, SwapHop>()

    /// A swap with these hops.
    public init(tokenIn: TokenID, amountIn: Amount, hops: BoundedList<3, SwapHop>) {
        (self.tokenIn, self.amountIn, self.hops) = (tokenIn, amountIn, hops)
    }

    /// A swap with one hop.
    init(_ tokenIn: TokenID, _ hop: SwapHop, amountIn: Amount) {
        (self.tokenIn, self.amountIn) = (tokenIn, amountIn)
        hops.append(hop)
    }

    public init(placeholder: ()) {}

    /// Token and amount in, then 0 to 3 hops.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&tokenIn)
        try visitor.visit(&amountIn)
        try hops.visit(&visitor, count: 0...LedgerLimits.maximumHops, "hop count")
    }
}

extension SwapHop {
    init(_ hop: Hop, cut: Amount, out: Amount) {
        self.init(pool: hop.pool, tokenOut: hop.tokenOut, protocolCut: cut, amountOut: out)
    }

    init(_ hop: Hop, _ trade: PoolTrade) {
        self.init(hop, cut: trade.protocolCut, out: trade.amountOut)
    }
}

extension SwapQuote {
    /// The token bought.
    public var tokenOut: TokenID { hops.count == 0 ? tokenIn : hops[hops.count - 1].tokenOut }

    /// The amount bought.
    public var amountOut: Amount { hops.count == 0 ? amountIn : hops[hops.count - 1].amountOut }

    /// The token that goes into the hop at an index.
    public func tokenIn(of index: Int) -> TokenID {
        index == 0 ? tokenIn : hops[index - 1].tokenOut
    }

    /// The amount that goes into the hop at an index, fees included.
    public func amountIn(of index: Int) -> Amount {
        index == 0 ? amountIn : hops[index - 1].amountOut
    }

    /// The route alone.
    public var route: Route {
        var steps = Hops()
        for index in hops.indices {
            steps.append(Hop(pool: hops[index].pool, tokenOut: hops[index].tokenOut))
        }
        return Route(from: tokenIn, steps)
    }
}
