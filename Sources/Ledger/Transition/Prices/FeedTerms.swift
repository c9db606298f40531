import Ledger

/// How old a feed's price may be and how far it may move at once; rates in parts of 1,000,000.
struct FeedTerms {
    /// The seconds after which a price is stale.
    let staleness: UInt64
    /// The largest move of a price at once.
    let leastJump: UInt64
    /// What is added to the largest move for each minute since the last price.
    let jumpPerMinute: UInt64
    /// The largest move, however old the last price.
    let largestJump: UInt64

    init(of kind: FeedKind) {
        staleness = Self.staleness(of: kind)
        let jump: UInt64 = kind == .dollarCoin ? 5_000 : 20_000
        (leastJump, jumpPerMinute) = (jump, jump)
        largestJump = kind == .dollarCoin ? 100_000 : 200_000
    }

    /// The seconds after which a price is stale: three hours of a rate, which is posted every hour.
    static func staleness(of kind: FeedKind) -> UInt64 { kind == .rate ? 10_800 : 120 }

    /// Whether a price may follow a last one that is `seconds` older.
    func allows(_ price: Amount, after last: Amount, seconds: UInt64) -> Bool {
        // An hour's moves are above the largest one.
        let gained = jumpPerMinute * min(seconds, 3_600) / 60
        return price.isWithin(min(largestJump, leastJump + gained), of: last)
    }

    /// Whether a second price confirms a candidate: close to it, and neither at once nor much later.
    func confirms(_ price: PriceObservation, _ candidate: PriceObservation) -> Bool {
        guard candidate.time > 0, price.time >= candidate.time else { return false }
        let seconds = price.time - candidate.time
        return seconds >= PriceLimits.leastConfirmationSeconds
            && seconds <= PriceLimits.largestConfirmationSeconds
            && price.price.isWithin(leastJump, of: candidate.price)
    }

    /// Whether a price leaves a candidate waiting for its confirmation.
    func keeps(_ candidate: PriceObservation, at price: PriceObservation) -> Bool {
        guard candidate.time > 0, price.time >= candidate.time else { return false }
        return price.time - candidate.time < PriceLimits.leastConfirmationSeconds
            && price.price.isWithin(leastJump, of: candidate.price)
    }
}

/// The band of a coin worth a dollar.
enum PriceBand {
    /// Outside of this band a price freezes.
    static var usable: ClosedRange<Amount> { dollars(thousandths: 995, 1_010) }
    /// Within this band for `calmSeconds`, a frozen price thaws.
    static var calm: ClosedRange<Amount> { dollars(thousandths: 998, 1_005) }
    /// The seconds after which a frozen price thaws.
    static let calmSeconds: UInt64 = 3_600

    private static func dollars(
        thousandths low: UInt64, _ high: UInt64
    ) -> ClosedRange<Amount> {
        let unit: UInt64 = 1_000_000_000_000_000
        return Amount(low: low * unit, high: 0)...Amount(low: high * unit, high: 0)
    }
}

/// Limits of prices; times in seconds, rates in parts of 1,000,000.
enum PriceLimits {
    /// The age up to which an observation counts.
    static let observationSeconds: UInt64 = 30
    /// How far an observation's time may be ahead of the block's.
    static let leadSeconds: UInt64 = 5
    /// The distance from the lower median up to which an observation counts.
    static let spread: UInt64 = 10_000
    /// The least age of a candidate that a second price confirms.
    static let leastConfirmationSeconds: UInt64 = 30
    /// The largest age of a candidate that a second price confirms.
    static let largestConfirmationSeconds: UInt64 = 120
    /// The seconds in which a rate may grow by its own amount: 50 parts of 1,000,000 an hour.
    static let rateSeconds: UInt64 = 72_000_000
    /// The largest time for which a rate grows at once, so that no step is worth a trade.
    static let largestRateStepSeconds: UInt64 = 3_600
    /// The fall from its highest value below which a rate freezes.
    static let largestRateFall: UInt64 = 20_000
}

extension Amount {
    /// Whether the distance from another amount is at most a rate of it, rounded down.
    func isWithin(_ rate: UInt64, of other: Amount) -> Bool {
        let distance = self < other ? other.subtracting(self) : subtracting(other)
        // Not above the other amount, so it fits.
        let most = Amount.floorOfProduct(
            other, Amount(low: rate, high: 0),
            dividedBy: Amount(low: LedgerLimits.feeDenominator, high: 0))
        guard let distance, let most else { return false }
        return distance <= most
    }
}
