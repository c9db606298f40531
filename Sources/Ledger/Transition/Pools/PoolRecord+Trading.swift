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
    public func trade(
        exactIn amountIn: Amount, of tokenIn: TokenID, for tokenOut: TokenID
    ) throws(Rejection) -> PoolTrade {
        let pair = try pair(tokenIn, tokenOut)
        let denominator = PoolRecord.feeDenominator
        guard let net = Amount.floorOfProduct(amountIn, keptRate, dividedBy: denominator) else {
            throw .overflow
        }
        let amountOut = try kind.curve.amountOut(self, net, pair)
        guard !amountOut.isZero else { throw .slippage }
        return PoolTrade(
            amountIn: amountIn, protocolCut: try cut(of: amountIn), amountOut: amountOut)
    }

    /// The trade for exactly `amountOut`.
    ///
    /// Throws `notFound` when the pool lacks a token, `overflow`, or `slippage` when the pool does
    /// not hold more than `amountOut`.
    public func trade(
        exactOut amountOut: Amount, of tokenOut: TokenID, for tokenIn: TokenID
    ) throws(Rejection) -> PoolTrade {
        let pair = try pair(tokenIn, tokenOut)
        let net = try kind.curve.netIn(self, amountOut, pair)
        let denominator = PoolRecord.feeDenominator
        guard let amountIn = Amount.ceilOfProduct(net, denominator, dividedBy: keptRate) else {
            throw .overflow
        }
        return PoolTrade(
            amountIn: amountIn, protocolCut: try cut(of: amountIn), amountOut: amountOut)
    }

    /// All shares of a new pool with these balances, the locked ones included.
    func firstSupply() throws(Rejection) -> Amount { try kind.curve.firstSupply(self) }

    private static var feeDenominator: Amount { Amount(UInt128(LedgerLimits.feeDenominator)) }

    /// Parts of a million that reach the curve.
    private var keptRate: Amount {
        let fees = UInt64(feeRate) + UInt64(protocolFeeRate)
        return Amount(UInt128(LedgerLimits.feeDenominator - fees))
    }

    private func cut(of amountIn: Amount) throws(Rejection) -> Amount {
        let rate = Amount(UInt128(protocolFeeRate))
        guard
            let cut = Amount.floorOfProduct(
                amountIn, rate, dividedBy: PoolRecord.feeDenominator)
        else { throw .overflow }
        return cut
    }

    private func pair(
        _ tokenIn: TokenID, _ tokenOut: TokenID
    ) throws(Rejection) -> PoolPair {
        guard let input = index(of: tokenIn), let output = index(of: tokenOut), input != output
        else { throw .notFound }
        return PoolPair(input: input, output: output)
    }
}
