public import Ledger

extension PriceRecord {
    /// Takes a price on which signers agreed, which is after this one, or suspends the feed.
    ///
    /// A price that is too far away becomes the candidate and takes effect when a second one, 30 to
    /// 120 seconds later, confirms it: a real fall passes in half a minute, a single odd price never.
    public mutating func follow(
        _ price: PriceObservation, candidate: inout PriceObservation, _ kind: FeedKind
    ) {
        if kind == .rate { return followRate(price, highest: &candidate) }
        if !self.price.isZero {
            let terms = FeedTerms(of: kind)
            let isAllowed = terms.allows(
                price.price, after: self.price, seconds: price.time - time)
            guard isAllowed || terms.confirms(price, candidate) else {
                isSuspended = true
                if !terms.keeps(candidate, at: price) { candidate = price }
                return
            }
        }
        (self.price, time, isSuspended) = (price.price, price.time, false)
        candidate = PriceObservation(placeholder: ())
        if kind == .dollarCoin { judgeBand() }
    }

    /// Takes a rate: it rises slowly, so that nobody gains by trading around a step, and falls at once,
    /// but a large fall must be seen twice.
    private mutating func followRate(
        _ agreed: PriceObservation, highest: inout PriceObservation
    ) {
        let rate = min(agreed.price, highest.price.isZero ? .maximum : largestRate(at: agreed.time))
        let isFall =
            rate < highest.price
            && !rate.isWithin(PriceLimits.largestRateFall, of: highest.price)
        if isFall, !isFrozen {
            // A rate that was agreed later may be of an earlier time.
            let seconds = calmSince == 0 || agreed.time < calmSince ? 0 : agreed.time - calmSince
            guard isSuspended, seconds >= PriceLimits.leastConfirmationSeconds,
                seconds <= PriceLimits.largestConfirmationSeconds
            else {
                let isWaiting =
                    isSuspended && calmSince != 0
                    && seconds < PriceLimits.leastConfirmationSeconds
                if !isWaiting { calmSince = agreed.time }
                isSuspended = true
                return
            }
            isFrozen = true
        }
        (price, time) = (rate, agreed.time)
        (isSuspended, calmSince) = (false, 0)
        highest = PriceObservation(price: max(highest.price, rate), time: 0)
    }

    /// The largest rate that may follow at a time.
    private func largestRate(at time: UInt64) -> Amount {
        let seconds = min(time - self.time, PriceLimits.largestRateStepSeconds)
        // Below the rate, as it takes 20,000 hours to double.
        let growth = Amount.floorOfProduct(
            price, Amount(low: seconds, high: 0),
            dividedBy: Amount(low: PriceLimits.rateSeconds, high: 0))
        return growth.flatMap { price.adding($0) } ?? .maximum
    }

    /// Whether the price, of a feed of a kind, may be used at a time in seconds since 1970.
    public func isFresh(at timestamp: UInt64, _ kind: FeedKind) -> Bool {
        !isSuspended
            && (time >= timestamp || timestamp - time <= FeedTerms.staleness(of: kind))
    }

    private mutating func judgeBand() {
        guard PriceBand.usable.contains(price) else {
            (isFrozen, calmSince) = (true, 0)
            return
        }
        guard isFrozen else { return }
        guard PriceBand.calm.contains(price) else {
            calmSince = 0
            return
        }
        if calmSince == 0 { calmSince = time }
        guard time - calmSince >= PriceBand.calmSeconds else { return }
        (isFrozen, calmSince) = (false, 0)
    }
}
