public import Ledger

extension PriceRecord {
    /// The first price of a feed, on which its signers agreed.
    init(first price: PriceObservation, _ terms: FeedTerms) {
        self.init(price: price.price, time: price.time)
        judgeBand(terms)
    }

    /// Takes a price on which signers agreed, which is after this one, or suspends the feed.
    ///
    /// A price that is too far away becomes the candidate and takes effect when a second one, 30 to
    /// 120 seconds later, confirms it: a real fall passes in half a minute, a single odd price never.
    mutating func follow(
        _ price: PriceObservation, candidate: inout PriceObservation, _ terms: FeedTerms
    ) {
        let isAllowed = terms.allows(price.price, after: self.price, seconds: price.time - time)
        guard isAllowed || terms.confirms(price, candidate) else {
            isSuspended = true
            if !terms.keeps(candidate, at: price) { candidate = price }
            return
        }
        (self.price, time, isSuspended) = (price.price, price.time, false)
        candidate = PriceObservation(placeholder: ())
        judgeBand(terms)
    }

    /// Whether the price, of a coin worth a dollar, may be used at a time in seconds since 1970.
    public func isFresh(at timestamp: UInt64) -> Bool {
        let staleness = FeedTerms(of: .dollarCoin).staleness
        return !isSuspended && (time >= timestamp || timestamp - time <= staleness)
    }

    private mutating func judgeBand(_ terms: FeedTerms) {
        guard terms.band.contains(price) else {
            (isFrozen, calmSince) = (true, 0)
            return
        }
        guard isFrozen else { return }
        guard terms.calmBand.contains(price) else {
            calmSince = 0
            return
        }
        if calmSince == 0 { calmSince = time }
        guard time - calmSince >= terms.calmSeconds else { return }
        (isFrozen, calmSince) = (false, 0)
    }
}
