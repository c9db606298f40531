public import Ledger

/// The input and output of one pool in a trade.
public struct PoolTrade: Hashable, Sendable {
    /// The amount that goes in, fees included.
    public let amountIn: Amount
    /// The protocol's share of the input.
    public let protocolCut: Amount
    /// The amount that comes out.
    public let amountOut: Amount
}

/// Prices with fees: fees are taken from the input, the rest follows the pool's curve at a moment. Rules
/// and quotes use the same functions.
extension PoolRecord {
    /// The trade of exactly `amountIn`.
    ///
    /// Throws `notFound` when the pool lacks a token, `overflow`, or `slippage` when it buys
    /// nothing or the pool does not allow it.
    @inline(__always)
    public func trade(
        exactIn amountIn: Amount, of tokenIn: TokenID, for tokenOut: TokenID, at moment: PoolMoment,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> PoolTrade {
        guard let pair = pair(tokenIn, tokenOut) else { throw .notFound }
        return try price(ExactInTrade(amountIn: amountIn, pair: pair), at: moment, &roots)
    }

    /// The trade for exactly `amountOut`.
    ///
    /// Throws `notFound` when the pool lacks a token, `overflow`, or `slippage` when the pool does
    /// not hold more than `amountOut` or does not allow it.
    public func trade(
        exactOut amountOut: Amount, of tokenOut: TokenID, for tokenIn: TokenID,
        at moment: PoolMoment,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> PoolTrade {
        guard let pair = pair(tokenIn, tokenOut) else { throw .notFound }
        return try price(ExactOutTrade(amountOut: amountOut, pair: pair), at: moment, &roots)
    }

    /// Two different tokens of the pool; `nil` when it lacks one.
    @inline(__always)
    func pair(_ tokenIn: TokenID, _ tokenOut: TokenID) -> PoolPair? {
        guard let input = index(of: tokenIn), let output = index(of: tokenOut), input != output
        else { return nil }
        return PoolPair(input: input, output: output)
    }
}

/// The trade of exactly `amountIn` between two of the pool's tokens.
struct ExactInTrade: PoolPricing {
    let amountIn: Amount
    let pair: PoolPair

    @inline(__always)
    func priced<Curve: PoolCurve>(
        of pool: PoolRecord, by curve: Curve, _ roots: inout PoolRoots
    ) throws(Rejection) -> PoolTrade {
        let rates = try curve.rates(of: pool, adding: amountIn, to: pair.input)
        let state = try curve.state(of: pool)
        let millionths = AmountParts(amountIn, denominator: FeeRates.denominator)
        let amountOut = try curve.amountOut(
            of: pool, state, net: millionths.share(rates.kept), pair, &roots)
        guard !amountOut.isZero else { throw .slippage }
        let trade = PoolTrade(
            amountIn: amountIn, protocolCut: millionths.share(rates.protocolRate),
            amountOut: amountOut)
        try curve.admit(pool, state, trade, pair)
        return trade
    }
}

/// The trade for exactly `amountOut` between two of the pool's tokens.
struct ExactOutTrade: PoolPricing {
    let amountOut: Amount
    let pair: PoolPair

    func priced<Curve: PoolCurve>(
        of pool: PoolRecord, by curve: Curve, _ roots: inout PoolRoots
    ) throws(Rejection) -> PoolTrade {
        let state = try curve.state(of: pool)
        let net = try curve.netIn(of: pool, state, amountOut: amountOut, pair, &roots)
        let rates = try curve.rates(of: pool, adding: net, to: pair.input)
        guard
            let amountIn = Amount.ceilOfProduct(
                net, Amount(low: LedgerLimits.feeDenominator, high: 0),
                dividedBy: Amount(low: UInt64(rates.kept), high: 0))
        else { throw .overflow }
        let millionths = AmountParts(amountIn, denominator: FeeRates.denominator)
        let trade = PoolTrade(
            amountIn: amountIn, protocolCut: millionths.share(rates.protocolRate),
            amountOut: amountOut)
        try curve.admit(pool, state, trade, pair)
        return trade
    }
}

extension PoolCurve {
    @inline(__always)
    fileprivate func admit(
        _ pool: PoolRecord, _ state: State, _ trade: PoolTrade, _ pair: PoolPair
    ) throws(Rejection) {
        // The cut is part of the input.
        let added = trade.amountIn.subtracting(trade.protocolCut) ?? .zero
        try admit(
            pool, state, adding: TokenChange(token: pair.input, amount: added),
            taking: TokenChange(token: pair.output, amount: trade.amountOut))
    }
}
