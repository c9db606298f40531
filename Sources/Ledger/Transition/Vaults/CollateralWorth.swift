public import Ledger

/// What a unit of collateral is worth in dollars, with 18 decimals: a share of a pool at prices of its
/// coins, or a yield-bearing token.
public struct CollateralWorth: Hashable, Sendable {
    /// The least that it is worth, however the coins of the pool are distributed.
    ///
    /// It depends on the size of the pool alone, so that no trade raises it: a stable pool counts as
    /// coins of the lowest price, as many as its invariant says (sum p X >= min p S >= min p D); a
    /// constant-product pool as if arbitrage had moved it to the prices (2 sqrt(x y p_x p_y); "Fair LP
    /// token pricing", Alpha Venture DAO, 2021).
    public let lowest: Amount
    /// The worth of the coins that it redeems for.
    public let redeemable: Amount

    public init(lowest: Amount, redeemable: Amount) {
        (self.lowest, self.redeemable) = (lowest, redeemable)
    }
}

/// The worth of a share.
///
/// Refused with `overflow`.
struct ShareAppraisal: PoolPricing {
    let prices: CoinPrices

    func priced<Curve: PoolCurve>(
        of pool: PoolRecord, by curve: Curve, _ roots: inout PoolRoots
    ) throws(Rejection) -> CollateralWorth {
        let size = try curve.leastSize(of: pool, &roots)
        guard let prices = curve.countedPrices(prices),
            let unit = curve.unitPrice(at: prices, &roots),
            let lowest = Amount.floorOfProduct(size, unit, dividedBy: pool.shareSupply),
            let coins = worthOfCoins(of: pool, by: curve, at: prices),
            let redeemable = Amount.floorOfProduct(
                coins, .unit, dividedBy: pool.shareSupply)
        else { throw .overflow }
        return CollateralWorth(lowest: lowest, redeemable: redeemable)
    }

    /// The worth of all coins; `nil` when it does not fit.
    private func worthOfCoins<Curve: PoolCurve>(
        of pool: PoolRecord, by curve: Curve, at prices: PoolAmounts
    ) -> Amount? {
        var sum = Amount.zero
        for index in pool.balances.indices {
            guard
                let worth = Amount.floorOfProduct(
                    curve.countedBalance(of: pool, at: index), prices[index],
                    dividedBy: .unit),
                let next = sum.adding(worth)
            else { return nil }
            sum = next
        }
        return sum
    }
}
