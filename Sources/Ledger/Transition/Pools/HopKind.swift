public import Ledger

/// What a hop of a route does.
public enum HopKind: Hashable, Sendable {
    /// Trades two tokens of a pool.
    case trade
    /// Adds one token of a pool for shares.
    case add
    /// Removes one token of a pool for shares.
    case remove
    /// Turns a coin into dollars.
    case mint
    /// Turns dollars into a coin.
    case redeem
}

extension PoolRecord {
    /// What a hop through the pool with this number does; `nil` when the pool does not have both, or
    /// they are the same.
    @inline(__always)
    public func kind(ofHop tokenIn: TokenID, _ tokenOut: TokenID, in pool: PoolID) -> HopKind? {
        let share = TokenID(shareOf: pool)
        switch (index(of: tokenIn) != nil, index(of: tokenOut) != nil) {
        case (true, true): return tokenIn == tokenOut ? nil : .trade
        case (true, false): return tokenOut == share ? .add : nil
        case (false, true): return tokenIn == share ? .remove : nil
        case (false, false): return nil
        }
    }
}
