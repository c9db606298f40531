import Ledger

/// The balances with which a stable pool trades, and those that its trades may lead to.
struct StableDomain {
    private let largest: Amount
    private let smallest: Amount

    /// The domain of a pool with these balances: `overflow` when one is too large, `slippage` when
    /// they are too unequal or too small to trade.
    init(of coins: CoinBalances) throws(Rejection) {
        (largest, smallest) = (coins.largest, coins.smallest)
        guard largest <= LedgerLimits.maximumStableBalance else { throw .overflow }
        guard let sum = coins.sum, sum >= LedgerLimits.leastStableSum,
            Self.isRatio(largest, smallest, atMost: LedgerLimits.maximumStableRatio)
        else { throw .slippage }
    }

    /// Whether a new pool may have these balances.
    var isOfNewPool: Bool {
        smallest >= LedgerLimits.leastStableBalance
            && Self.isRatio(largest, smallest, atMost: LedgerLimits.admittedStableRatio)
    }

    /// Whether an operation may leave these as the largest and the smallest balance: their ratio is
    /// admitted, or not larger than it was.
    func admits(largest: Amount, smallest: Amount) -> Bool {
        Self.isRatio(largest, smallest, atMost: LedgerLimits.admittedStableRatio)
            || WideAmount(product: largest, self.smallest)
                <= WideAmount(product: self.largest, smallest)
    }

    /// Refuses balances that an operation may not lead to.
    func admit(_ coins: CoinBalances) throws(Rejection) {
        let largest = coins.largest
        guard largest <= LedgerLimits.maximumStableBalance else { throw .overflow }
        guard admits(largest: largest, smallest: coins.smallest) else { throw .slippage }
    }

    /// The least admitted balance beside the largest one.
    func leastBalance(beside largest: Amount) -> Amount {
        let admitted = Amount(low: LedgerLimits.admittedStableRatio, high: 0)
        // Not above the largest one.
        let byRatio = Amount.ceilOfProduct(largest, .one, dividedBy: admitted) ?? largest
        let asBefore =
            Amount.ceilOfProduct(largest, smallest, dividedBy: self.largest) ?? largest
        return min(byRatio, asBefore)
    }

    /// The largest admitted balance beside the smallest one.
    func largestBalance(beside smallest: Amount) -> Amount {
        let byRatio = smallest.multiplied(by: LedgerLimits.admittedStableRatio) ?? .maximum
        let asBefore =
            Amount.floorOfProduct(smallest, largest, dividedBy: self.smallest) ?? .maximum
        return min(LedgerLimits.maximumStableBalance, max(byRatio, asBefore))
    }

    private static func isRatio(
        _ larger: Amount, _ smaller: Amount, atMost ratio: UInt64
    ) -> Bool {
        guard let most = smaller.multiplied(by: ratio) else { return true }
        return larger <= most
    }
}
