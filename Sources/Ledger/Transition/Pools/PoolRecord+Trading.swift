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

/// Prices with fees: fees are taken from the input, the rest follows the pool's curve. Rules and
/// quotes use the same functions.
extension PoolRecord {
    /// The trade of exactly `amountIn`.
    ///
    /// Throws `notFound` when the pool lacks a token, `overflow`, or `slippage` when it buys
    /// nothing or the pool does not allow it.
    @inline(__always)
    public func trade(
        exactIn amountIn: Amount, of tokenIn: TokenID, for tokenOut: TokenID,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> PoolTrade {
        guard let pair = pair(tokenIn, tokenOut) else { throw .notFound }
        return try trade(exactIn: amountIn, pair, &roots)
    }

    /// The trade of exactly `amountIn` between two of the pool's tokens, as above.
    @inline(__always)
    func trade(
        exactIn amountIn: Amount, _ pair: PoolPair, _ roots: inout PoolRoots
    ) throws(Rejection) -> PoolTrade {
        switch kind {
        case .constantProduct:
            try trade(exactIn: amountIn, pair, by: ConstantProduct.self, &roots)
        case .stable: try trade(exactIn: amountIn, pair, by: StableSwap.self, &roots)
        }
    }

    /// The trade for exactly `amountOut`.
    ///
    /// Throws `notFound` when the pool lacks a token, `overflow`, or `slippage` when the pool does
    /// not hold more than `amountOut` or does not allow it.
    public func trade(
        exactOut amountOut: Amount, of tokenOut: TokenID, for tokenIn: TokenID,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> PoolTrade {
        guard let pair = pair(tokenIn, tokenOut) else { throw .notFound }
        return try trade(exactOut: amountOut, pair, &roots)
    }

    /// The trade for exactly `amountOut` between two of the pool's tokens, as above.
    func trade(
        exactOut amountOut: Amount, _ pair: PoolPair, _ roots: inout PoolRoots
    ) throws(Rejection) -> PoolTrade {
        switch kind {
        case .constantProduct:
            try trade(exactOut: amountOut, pair, by: ConstantProduct.self, &roots)
        case .stable: try trade(exactOut: amountOut, pair, by: StableSwap.self, &roots)
        }
    }

    /// Two different tokens of the pool; `nil` when it lacks one.
    @inline(__always)
    func pair(_ tokenIn: TokenID, _ tokenOut: TokenID) -> PoolPair? {
        guard let input = index(of: tokenIn), let output = index(of: tokenOut), input != output
        else { return nil }
        return PoolPair(input: input, output: output)
    }
}

extension PoolRecord {
    @inline(__always)
    private func trade<Curve: PoolCurve>(
        exactIn amountIn: Amount, _ pair: PoolPair, by curve: Curve.Type,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> PoolTrade {
        let rates = try curve.rates(of: self, adding: amountIn, to: pair.input)
        let millionths = AmountParts(amountIn, denominator: FeeRates.denominator)
        let amountOut = try curve.amountOut(
            of: self, net: millionths.share(rates.kept), pair, &roots)
        guard !amountOut.isZero else { throw .slippage }
        let trade = PoolTrade(
            amountIn: amountIn, protocolCut: millionths.share(rates.protocolRate),
            amountOut: amountOut)
        try admit(trade, pair, by: curve)
        return trade
    }

    private func trade<Curve: PoolCurve>(
        exactOut amountOut: Amount, _ pair: PoolPair, by curve: Curve.Type,
        _ roots: inout PoolRoots
    ) throws(Rejection) -> PoolTrade {
        let net = try curve.netIn(of: self, amountOut: amountOut, pair, &roots)
        let rates = try curve.rates(of: self, adding: net, to: pair.input)
        guard
            let amountIn = Amount.ceilOfProduct(
                net, Amount(low: LedgerLimits.feeDenominator, high: 0),
                dividedBy: Amount(low: UInt64(rates.kept), high: 0))
        else { throw .overflow }
        let millionths = AmountParts(amountIn, denominator: FeeRates.denominator)
        let trade = PoolTrade(
            amountIn: amountIn, protocolCut: millionths.share(rates.protocolRate),
            amountOut: amountOut)
        try admit(trade, pair, by: curve)
        return trade
    }

    @inline(__always)
    private func admit<Curve: PoolCurve>(
        _ trade: PoolTrade, _ pair: PoolPair, by curve: Curve.Type
    ) throws(Rejection) {
        // The cut is part of the input.
        let added = trade.amountIn.subtracting(trade.protocolCut) ?? .zero
        try curve.admit(
            self, adding: TokenChange(token: pair.input, amount: added),
            taking: TokenChange(token: pair.output, amount: trade.amountOut))
    }
}
