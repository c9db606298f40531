import Ledger

/// The two tokens of a trade, as indices in the pool's tokens.
struct PoolPair {
    let input: Int
    let output: Int
}

/// The prices of one kind of pool, before fees.
///
/// Every division rounds against the trader.
struct PoolCurve: Sendable {
    /// The numbers of tokens that a pool may have.
    let tokenCounts: ClosedRange<Int>
    /// The output for `net` of the input token; 0 when it buys nothing.
    ///
    /// Throws `overflow`.
    let amountOut:
        @Sendable (_ pool: PoolRecord, _ net: Amount, PoolPair) throws(Rejection) -> Amount
    /// The input for `amountOut` of the output token.
    ///
    /// Throws `overflow`, or `slippage` when the pool does not hold more than `amountOut`.
    let netIn:
        @Sendable (_ pool: PoolRecord, _ amountOut: Amount, PoolPair) throws(Rejection) -> Amount
    /// The number of shares of a new pool with these balances.
    let firstSupply: @Sendable (_ pool: PoolRecord) throws(Rejection) -> Amount
}

extension PoolKind {
    /// The prices of the kind.
    ///
    /// A new kind is a file with its curve, a case of `PoolKind` and a line here.
    var curve: PoolCurve {
        switch self {
        case .constantProduct: .constantProduct
        }
    }
}
