import Ledger

/// The price on which enough signers of a feed agree (`docs/protocol/transition.md`, "Prices").
///
/// Of the observations that count now, those near their lower median are kept; when they are still
/// enough, their lower median is the price and their oldest time is its time. With at most
/// `floor((threshold - 1) / 2)` dishonest signers it lies between values of honest ones, whichever
/// observations were left out.
struct PriceAgreement {
    private var values = InlineArray<7, PriceObservation>(
        repeating: PriceObservation(placeholder: ()))
    private var count = 0

    /// The observations of a feed after a time that count at the time of a block.
    init(of feed: FeedRecord, after last: UInt64, at timestamp: UInt64) {
        for index in 0..<LedgerLimits.maximumSigners {
            let observation = feed.observations[index]
            guard observation.time > last, Self.counts(observation.time, at: timestamp) else {
                continue
            }
            insert(observation)
        }
    }

    /// Whether an observation of a time counts at the time of a block.
    static func counts(_ time: UInt64, at timestamp: UInt64) -> Bool {
        time > timestamp
            ? time - timestamp <= PriceLimits.leadSeconds
            : timestamp - time <= PriceLimits.observationSeconds
    }

    /// The price of at least `threshold` signers; `nil` when too few agree.
    func price(threshold: Int) -> PriceObservation? {
        guard count >= threshold, count > 0 else { return nil }
        let median = values[(count - 1) / 2].price
        var (first, kept) = (0, 0)
        for index in 0..<count where values[index].price.isWithin(PriceLimits.spread, of: median) {
            if kept == 0 { first = index }
            kept += 1
        }
        guard kept >= threshold else { return nil }
        var price = values[first + (kept - 1) / 2]
        for index in first..<first + kept { price.time = min(price.time, values[index].time) }
        return price
    }

    /// Inserts an observation by its price, so that those near the median follow each other.
    private mutating func insert(_ observation: PriceObservation) {
        var place = count
        while place > 0, observation.price < values[place - 1].price {
            values[place] = values[place - 1]
            place -= 1
        }
        values[place] = observation
        count += 1
    }
}
