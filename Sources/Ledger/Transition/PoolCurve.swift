public import Ledger

/// The prices of a constant-product pool: whoever executes and whoever quotes asks here.
///
/// `x * y = k` with fees on the input, as in Adams, Zinsmeister and Robinson, "Uniswap v2 Core"
/// (2020), sections 2.4 and 3.2.1; every division rounds against the trader.
public enum PoolCurve {
    /// What `amountIn` buys from a pool; `overflow`, or `slippage` when it buys nothing.
    public static func hop(
        exactIn amountIn: Amount, of tokenIn: TokenID, pool: PoolID, _ record: PoolRecord
    ) throws(Rejection) -> SwapHop {
        let sides = try sides(of: record, tokenIn: tokenIn)
        guard
            let net = Amount.floorOfProduct(
                amountIn, kept(of: record), dividedBy: denominator),
            let total = sides.balanceIn.adding(net),
            let amountOut = Amount.floorOfProduct(sides.balanceOut, net, dividedBy: total)
        else { throw .overflow }
        guard !amountOut.isZero else { throw .slippage }
        return SwapHop(
            pool: pool, tokenIn: tokenIn, tokenOut: sides.tokenOut, amountIn: amountIn,
            protocolCut: try cut(of: amountIn, record), amountOut: amountOut)
    }

    /// What buying `amountOut` from a pool costs; `overflow`, or `slippage` when the pool does not
    /// hold more than that.
    public static func hop(
        exactOut amountOut: Amount, for tokenIn: TokenID, pool: PoolID, _ record: PoolRecord
    ) throws(Rejection) -> SwapHop {
        let sides = try sides(of: record, tokenIn: tokenIn)
        guard let rest = sides.balanceOut.subtracting(amountOut), !rest.isZero else {
            throw .slippage
        }
        guard
            let net = Amount.ceilOfProduct(sides.balanceIn, amountOut, dividedBy: rest),
            let amountIn = Amount.ceilOfProduct(net, denominator, dividedBy: kept(of: record))
        else { throw .overflow }
        return SwapHop(
            pool: pool, tokenIn: tokenIn, tokenOut: sides.tokenOut, amountIn: amountIn,
            protocolCut: try cut(of: amountIn, record), amountOut: amountOut)
    }

    /// The other token of a pool, or `nil` when the pool does not hold this one.
    public static func otherToken(of record: PoolRecord, than token: TokenID) -> TokenID? {
        token == record.tokenA ? record.tokenB : token == record.tokenB ? record.tokenA : nil
    }

    private static var denominator: Amount { Amount(UInt128(LedgerLimits.feeDenominator)) }

    /// Parts of a million that reach the curve.
    private static func kept(of record: PoolRecord) -> Amount {
        let fees = UInt64(record.feeRate) + UInt64(record.protocolFeeRate)
        return Amount(UInt128(LedgerLimits.feeDenominator - fees))
    }

    private static func cut(
        of amountIn: Amount, _ record: PoolRecord
    ) throws(Rejection) -> Amount {
        let rate = Amount(UInt128(record.protocolFeeRate))
        guard let cut = Amount.floorOfProduct(amountIn, rate, dividedBy: denominator) else {
            throw .overflow
        }
        return cut
    }

    private static func sides(
        of record: PoolRecord, tokenIn: TokenID
    ) throws(Rejection) -> (balanceIn: Amount, balanceOut: Amount, tokenOut: TokenID) {
        if tokenIn == record.tokenA { return (record.balanceA, record.balanceB, record.tokenB) }
        if tokenIn == record.tokenB { return (record.balanceB, record.balanceA, record.tokenA) }
        throw .notFound
    }
}

extension PoolRecord {
    /// Takes a hop's input and gives `amountOut`, which may be less than the hop's.
    mutating func move(_ hop: SwapHop, giving amountOut: Amount) throws(Rejection) {
        guard let kept = hop.amountIn.subtracting(hop.protocolCut) else { throw .overflow }
        let isAIn = hop.tokenIn == tokenA
        guard let grown = (isAIn ? balanceA : balanceB).adding(kept),
            let shrunk = (isAIn ? balanceB : balanceA).subtracting(amountOut)
        else { throw .overflow }
        (balanceA, balanceB) = isAIn ? (grown, shrunk) : (shrunk, grown)
    }
}
