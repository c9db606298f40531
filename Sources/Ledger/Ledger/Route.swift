public import Bytes

/// One step of a route: a pool, or the unified dollar, and the token that comes out of it.
public struct Hop: FieldList, Hashable, Sendable {
    /// The pool, or `unifiedDollar`.
    public var pool = PoolID(0)
    /// A token of the pool, its share, the dollar, or a coin behind it.
    public var tokenOut = TokenID(0)

    /// A step through a pool or the dollar.
    public init(pool: PoolID, tokenOut: TokenID) { (self.pool, self.tokenOut) = (pool, tokenOut) }

    public init(placeholder: ()) {}

    /// Pool and token: 4 bytes.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&pool)
        try visitor.visit(&tokenOut)
    }
}

/// The hops of a route: at most three.
public typealias Hops = BoundedList<3, Hop>

/// The first token of a swap and up to three pools.
public struct Route: FieldList, Hashable, Sendable {
    /// The token that goes into the first pool.
    public var tokenIn = TokenID(0)
    /// The pools in order, each with the token that leaves it.
    public var hops = Hops()

    /// A route with these hops.
    public init(from tokenIn: TokenID, _ hops: Hops) { (self.tokenIn, self.hops) = (tokenIn, hops) }

    /// A route through one pool.
    public init(from tokenIn: TokenID, through pool: PoolID, to tokenOut: TokenID) {
        self.tokenIn = tokenIn
        hops.append(Hop(pool: pool, tokenOut: tokenOut))
    }

    public init(placeholder: ()) {}

    /// Token in, then 0 to 3 hops.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&tokenIn)
        try hops.visit(&visitor, count: 0...LedgerLimits.maximumHops, "hop count")
    }

    /// The token that leaves the last pool; the first token when there is no hop.
    public var tokenOut: TokenID { hops.count == 0 ? tokenIn : hops[hops.count - 1].tokenOut }

    /// The token that goes into the hop at an index.
    public func tokenIn(of index: Int) -> TokenID {
        index == 0 ? tokenIn : hops[index - 1].tokenOut
    }

    /// Whether no pool occurs twice and no hop gives the token that it takes.
    public var isSimple: Bool {
        var token = tokenIn
        for index in hops.indices {
            guard hops[index].tokenOut != token else { return false }
            token = hops[index].tokenOut
            for earlier in 0..<index where hops[earlier].pool == hops[index].pool { return false }
        }
        return true
    }
}
