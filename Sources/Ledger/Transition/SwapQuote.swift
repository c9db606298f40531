public import Ledger

/// What one pool gives and takes in a swap.
public struct SwapHop: Hashable, Sendable {
    /// The pool.
    public let pool: PoolID
    /// What goes in.
    public let tokenIn: TokenID
    /// What comes out.
    public let tokenOut: TokenID
    /// How much goes in, fees included.
    public let amountIn: Amount
    /// What of it the protocol takes.
    public let protocolCut: Amount
    /// How much comes out.
    public let amountOut: Amount
}

/// A swap along a path: exactly what executing it now would move.
public struct SwapQuote: Sendable {
    /// How many hops there are, in `1...3`.
    public let count: Int
    private let hops: InlineArray<3, SwapHop>

    /// The hops of a path of `1...3` pools.
    init(count: Int, hops: InlineArray<3, SwapHop>) {
        (self.count, self.hops) = (count, hops)
    }

    /// The hop at an index in `0..<count`.
    public subscript(index: Int) -> SwapHop {
        precondition(index >= 0 && index < count)
        return hops[index]
    }

    /// What is sold.
    public var tokenIn: TokenID { hops[0].tokenIn }
    /// What is bought.
    public var tokenOut: TokenID { hops[count - 1].tokenOut }
    /// How much is sold.
    public var amountIn: Amount { hops[0].amountIn }
    /// How much is bought.
    public var amountOut: Amount { hops[count - 1].amountOut }
    /// The pools in order.
    public var path: PoolPath {
        var pools = [PoolID]()
        for index in 0..<count { pools.append(hops[index].pool) }
        return PoolPath(pools) ?? PoolPath(hops[0].pool)
    }
}

extension SwapQuote: Equatable {
    /// Whether all hops are the same.
    public static func == (left: SwapQuote, right: SwapQuote) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where left.hops[index] != right.hops[index] { return false }
        return true
    }
}
