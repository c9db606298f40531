import Ledger

/// The two tokens of a trade, by their places in the pool.
struct PoolPair {
    let input: Int
    let output: Int
}

/// The prices of one kind of pool, fees apart.
///
/// Every division rounds against the trader.
struct PoolCurve: Sendable {
    /// What `net` of one token buys of another; `overflow`, or 0 when it buys nothing.
    let amountOut:
        @Sendable (_ pool: PoolRecord, _ net: Amount, PoolPair) throws(Rejection) -> Amount
    /// What of one token buys `amountOut` of another; `overflow`, or `slippage` when the pool does
    /// not hold more than that.
    let netIn:
        @Sendable (_ pool: PoolRecord, _ amountOut: Amount, PoolPair) throws(Rejection) -> Amount
    /// All shares of a new pool with these balances.
    let firstSupply: @Sendable (_ pool: PoolRecord) throws(Rejection) -> Amount
}

extension PoolKind {
    /// The kind's prices.
    ///
    /// A new kind is its curve's file, a case of `PoolKind` and a line here.
    var curve: PoolCurve {
        switch self {
        case .constantProduct: .constantProduct
        }
    }
}
