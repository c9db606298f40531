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

/// The prices of one kind of pool at the time of an operation.
///
/// Every division rounds against the trader. Every function throws `overflow`, and `slippage` for
/// what the pool does not allow.
protocol PoolCurve {
    /// What prices and admission both need of the present balances.
    associatedtype State

    /// The numbers of tokens that a pool may have.
    static var tokenCounts: ClosedRange<Int> { get }

    /// The fees of a trade that adds `amount` to a token: what goes in, or its net for an exact
    /// output.
    func rates(
        of pool: PoolRecord, adding amount: Amount, to input: Int
    ) throws(Rejection) -> FeeRates

    /// The present state, if the pool trades.
    func state(of pool: PoolRecord) throws(Rejection) -> State

    /// The output for `net` of the input token; 0 when it buys nothing.
    func amountOut(
        of pool: PoolRecord, _ state: State, net: Amount, _ pair: PoolPair,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount

    /// The input for `amountOut` of the output token; `slippage` when the pool does not hold more.
    func netIn(
        of pool: PoolRecord, _ state: State, amountOut: Amount, _ pair: PoolPair,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount

    /// A size of the pool, which no trade lowers and which no trade raises but by its fees; the least that
    /// it can be when the pool does not trade. Throws `overflow`.
    func leastSize(of pool: PoolRecord, _ roots: inout PoolRoots) throws(Rejection) -> Amount

    /// Prices of the pool's coins as a lender counts them; `nil` when one does not fit.
    func countedPrices(_ prices: CoinPrices) -> PoolAmounts?

    /// The balance of a coin to which its counted price applies.
    func countedBalance(of pool: PoolRecord, at index: Int) -> Amount

    /// The least that a unit of the pool's size is worth at prices of its coins with 18 decimals;
    /// `nil` when it does not fit.
    func unitPrice(at prices: PoolAmounts, _ roots: inout PoolRoots) -> Amount?

    /// The number of shares of a new pool with these balances.
    func firstSupply(
        of pool: PoolRecord, _ state: State, _ roots: inout PoolRoots
    ) throws(Rejection) -> Amount

    /// Refuses balances that an operation may not lead to: those after a token grows and another
    /// falls, one of the two or both.
    func admit(
        _ pool: PoolRecord, _ state: State, adding: TokenChange?, taking: TokenChange?
    ) throws(Rejection)

    /// The size of the pool before and after `net` of one token is added, so that shares grow as
    /// their quotient.
    func sizes(
        of pool: PoolRecord, _ state: State, adding net: Amount, to token: Int,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> (before: Amount, after: Amount)

    /// What `shares`, fewer than all, are worth in one token before fees, and the fees of paying it.
    func worth(
        of shares: Amount, in token: Int, of pool: PoolRecord, _ state: State,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> (gross: Amount, FeeRates)

    /// The part of a one-coin amount that is swapped: the other tokens' share, of the whole.
    func swappedPart(of pool: PoolRecord, _ token: Int) -> (others: Amount, whole: Amount)

    #if !hasFeature(Embedded)
        /// The output for an amount at the present price without fees; `nil` when it does not fit.
        func atPresentPrice(
            _ amount: Amount, of pool: PoolRecord, _ pair: PoolPair, _ roots: inout PoolRoots
        ) -> Amount?
    #endif
}

/// A computation with the prices of a pool, for any curve.
protocol PoolPricing {
    associatedtype Result

    func priced<Curve: PoolCurve>(
        of pool: PoolRecord, by curve: Curve, _ roots: inout PoolRoots
    ) throws(Rejection) -> Result
}

extension PoolRecord {
    /// The result of a computation with the pool's curve at a moment.
    @inline(__always)
    func price<Pricing: PoolPricing>(
        _ pricing: Pricing, at moment: PoolMoment, _ roots: inout PoolRoots
    ) throws(Rejection) -> Pricing.Result {
        switch kind {
        case .constantProduct:
            try pricing.priced(of: self, by: ConstantProduct(), &roots)
        case .stable: try priceStable(pricing, at: moment, &roots)
        }
    }

    /// Apart, so that constant-product prices, which are inlined, save no registers for it.
    @inline(never)
    private func priceStable<Pricing: PoolPricing>(
        _ pricing: Pricing, at moment: PoolMoment, _ roots: inout PoolRoots
    ) throws(Rejection) -> Pricing.Result {
        try pricing.priced(of: self, by: StableSwap(self, at: moment), &roots)
    }
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
