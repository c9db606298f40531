public import Ledger

/// The two tokens of a trade, as indices in the pool's tokens.
struct PoolPair {
    let input: Int
    let output: Int
}

/// An amount of the token at an index in the pool's tokens.
struct TokenChange {
    let token: Int
    let amount: Amount
}

/// The prices of one kind of pool.
///
/// Every division rounds against the trader. Every function throws `overflow`, and `slippage` for
/// what the pool does not allow.
protocol PoolCurve {
    /// The numbers of tokens that a pool may have.
    static var tokenCounts: ClosedRange<Int> { get }

    /// The fees of a trade that adds `amount` to a token: what goes in, or its net for an exact
    /// output.
    static func rates(
        of pool: PoolRecord, adding amount: Amount, to input: Int
    ) throws(Rejection) -> FeeRates

    /// The output for `net` of the input token; 0 when it buys nothing.
    static func amountOut(
        of pool: PoolRecord, net: Amount, _ pair: PoolPair, _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount

    /// The input for `amountOut` of the output token; `slippage` when the pool does not hold more.
    static func netIn(
        of pool: PoolRecord, amountOut: Amount, _ pair: PoolPair, _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount

    /// The number of shares of a new pool with these balances.
    static func firstSupply(
        of pool: PoolRecord, _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount

    /// Refuses balances that an operation may not lead to: those after a token grows and another
    /// falls, one of the two or both.
    static func admit(
        _ pool: PoolRecord, adding: TokenChange?, taking: TokenChange?
    ) throws(Rejection)

    /// The size of the pool before and after `net` of one token is added, so that shares grow as
    /// their quotient.
    static func sizes(
        of pool: PoolRecord, adding net: Amount, to token: Int, _ roots: inout PoolRoots
    ) throws(Rejection) -> (before: Amount, after: Amount)

    /// What `shares`, fewer than all, are worth in one token before fees, and the fees of paying it.
    static func worth(
        of shares: Amount, in token: Int, of pool: PoolRecord, _ roots: inout PoolRoots
    ) throws(Rejection) -> (gross: Amount, FeeRates)

    /// The part of a one-coin amount that is swapped: the other tokens' share, of the whole.
    static func swappedPart(
        of pool: PoolRecord, _ token: Int
    ) -> (others: Amount, whole: Amount)
}

extension PoolKind {
    /// The numbers of tokens that a pool of the kind may have.
    public var tokenCounts: ClosedRange<Int> {
        switch self {
        case .constantProduct: ConstantProduct.tokenCounts
        case .stable: StableSwap.tokenCounts
        }
    }
}
