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
    /// nothing.
    @inline(__always)
    public func trade(
        exactIn amountIn: Amount, of tokenIn: TokenID, for tokenOut: TokenID
    ) throws(Rejection) -> PoolTrade {
        guard let pair = pair(tokenIn, tokenOut) else { throw .notFound }
        return try trade(exactIn: amountIn, pair)
    }

    /// The trade of exactly `amountIn` between two of the pool's tokens, as above.
    @inline(__always)
    func trade(exactIn amountIn: Amount, _ pair: PoolPair) throws(Rejection) -> PoolTrade {
        let millionths = AmountParts(amountIn, denominator: PoolRecord.feeDenominator)
        let amountOut = try kind.curve.amountOut(self, millionths.share(keptRate), pair)
        guard !amountOut.isZero else { throw .slippage }
        return PoolTrade(
            amountIn: amountIn, protocolCut: millionths.share(protocolFeeRate),
            amountOut: amountOut)
    }

    /// The trade for exactly `amountOut`.
    ///
    /// Throws `notFound` when the pool lacks a token, `overflow`, or `slippage` when the pool does
    /// not hold more than `amountOut`.
    public func trade(
        exactOut amountOut: Amount, of tokenOut: TokenID, for tokenIn: TokenID
    ) throws(Rejection) -> PoolTrade {
        guard let pair = pair(tokenIn, tokenOut) else { throw .notFound }
        return try trade(exactOut: amountOut, pair)
    }

    /// The trade for exactly `amountOut` between two of the pool's tokens, as above.
    func trade(exactOut amountOut: Amount, _ pair: PoolPair) throws(Rejection) -> PoolTrade {
        let net = try kind.curve.netIn(self, amountOut, pair)
        guard
            let amountIn = Amount.ceilOfProduct(
                net, Amount(UInt128(PoolRecord.feeDenominator)),
                dividedBy: Amount(UInt128(keptRate)))
        else { throw .overflow }
        let millionths = AmountParts(amountIn, denominator: PoolRecord.feeDenominator)
        return PoolTrade(
            amountIn: amountIn, protocolCut: millionths.share(protocolFeeRate),
            amountOut: amountOut)
    }

    /// All shares of a new pool with these balances, the locked ones included.
    func firstSupply() throws(Rejection) -> Amount { try kind.curve.firstSupply(self) }

    private static var feeDenominator: UInt32 {
        UInt32(truncatingIfNeeded: LedgerLimits.feeDenominator)
    }

    /// Parts of a million that reach the curve; each fee is a tenth at most.
    private var keptRate: UInt32 { PoolRecord.feeDenominator - feeRate - protocolFeeRate }

    /// Two different tokens of the pool; `nil` when it lacks one.
    @inline(__always)
    func pair(_ tokenIn: TokenID, _ tokenOut: TokenID) -> PoolPair? {
        guard let input = index(of: tokenIn), let output = index(of: tokenOut), input != output
        else { return nil }
        return PoolPair(input: input, output: output)
    }
}
