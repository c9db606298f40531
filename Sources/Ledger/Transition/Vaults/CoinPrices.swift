import Ledger

/// The prices of what the coins of a pool, or a yield-bearing token, stand for.
struct CoinPrices {
    /// Dollars for each coin, for the underlying token of a yield-bearing one, with 18 decimals.
    private(set) var prices = PoolAmounts()
    /// The rate of each coin with 18 decimals, one unless it is yield-bearing.
    private var rates = PoolAmounts()
    private var hasRates = false
    /// Whether all are fresh.
    private(set) var areFresh = true
    /// Whether one has left its band, or a rate has fallen.
    private(set) var isFrozen = false

    init() {}

    /// Adds a coin.
    mutating func append(_ token: TokenID, at time: UInt64, _ record: (RecordKey) -> Record?) {
        var priced = token
        if case .token(let found)? = record(.token(token)), found.tokenClass == .yieldBearing {
            priced = found.underlying
            hasRates = true
            rates.append(add(token, .rate, at: time, record))
        } else {
            rates.append(.unit)
        }
        // Prices of coins and of other tokens are stale equally soon.
        prices.append(add(priced, .dollarCoin, at: time, record))
    }

    /// The moment of a pool of these coins.
    func moment(_ time: UInt64) -> PoolMoment {
        hasRates ? PoolMoment(time, rates: rates) : PoolMoment(time)
    }

    /// The price of the coin at an index itself, at its rate; `nil` when it does not fit.
    func price(at index: Int) -> Amount? {
        guard hasRates else { return prices[index] }
        return Amount.floorOfProduct(prices[index], rates[index], dividedBy: .unit)
    }

    /// The worth of the one yield-bearing token, whose underlying one counts for at most a dollar;
    /// throws `overflow`.
    func worthOfOne() throws(Rejection) -> CollateralWorth {
        let worth = Amount.floorOfProduct(min(.unit, prices[0]), rates[0], dividedBy: .unit)
        guard let worth else { throw .overflow }
        return CollateralWorth(lowest: worth, redeemable: worth)
    }

    /// Judges a feed and returns its price.
    private mutating func add(
        _ token: TokenID, _ kind: FeedKind, at time: UInt64, _ record: (RecordKey) -> Record?
    ) -> Amount {
        guard case .price(let known)? = record(.price(FeedID(priceOf: token))) else {
            areFresh = false
            return .zero
        }
        isFrozen = isFrozen || known.isFrozen
        areFresh = areFresh && known.isFresh(at: time, kind)
        return known.price
    }
}
