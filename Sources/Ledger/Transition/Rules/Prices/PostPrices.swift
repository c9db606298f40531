public import Bytes
public import Ledger

/// What a feed's price is.
public struct PostedPrice: FieldList, Hashable, Sendable {
    public var feed = FeedID(0)
    /// Dollars for one token, or underlying tokens for a yield-bearing one, with 18 decimals.
    public var price = Amount.zero

    public init(_ feed: FeedID, _ price: Amount) { (self.feed, self.price) = (feed, price) }

    public init(placeholder: ()) {}

    /// Feed and price: 18 bytes.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&feed)
        try visitor.visit(&price)
    }
}

/// Reports prices that a signer observed (`docs/protocol/transition.md`, "PostPrices").
public struct PostPrices: OperationBody {
    public static let opcode: UInt8 = 0x18
    public static let name: StaticString = "postPrices"

    /// The time of the observations in seconds since 1970.
    public var time: UInt64 = 0
    /// One to four prices, the feeds ascending.
    public var prices = BoundedList<4, PostedPrice>()

    public init(time: UInt64, prices: BoundedList<4, PostedPrice>) {
        (self.time, self.prices) = (time, prices)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&time)
        try prices.visit(&visitor, count: 1...LedgerLimits.maximumPrices, "price count")
    }
}

extension PostPrices: SignedRule {
    var signedBody: SignedBody { .postPrices(self) }

    func checkForm<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ authorization: Authorization
    ) throws(Rejection) {
        for index in prices.indices {
            guard !prices[index].price.isZero,
                index == 0 || prices[index - 1].feed < prices[index].feed
            else { throw .malformed }
        }
    }

    func checkNames<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>
    ) throws(Rejection) {
        for index in prices.indices {
            guard ledger.hasRecord(.feed(prices[index].feed)) else { throw .notFound }
        }
    }

    func scopes<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, of account: AccountID
    ) -> Scopes {
        for index in prices.indices {
            guard let feed = ledger.feed(prices[index].feed),
                ledger.signers(feed.signers)?.index(of: account) != nil
            else { return [] }
        }
        return .trade
    }

    var recipient: Recipient? { nil }

    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, _ caller: Caller
    ) throws(Rejection) {
        guard PriceAgreement.counts(time, at: ledger.timestamp) else { throw .stalePrice }
        for index in prices.indices {
            let observation = PriceObservation(price: prices[index].price, time: time)
            try ledger.observe(observation, of: prices[index].feed, by: caller.holder.account)
        }
    }
}

extension LedgerView {
    /// Notes an observation of a signer, and sets the feed's price when enough signers agree.
    fileprivate mutating func observe(
        _ observation: PriceObservation, of number: FeedID, by account: AccountID
    ) throws(Rejection) {
        guard var feed = feed(number), let signers = signers(feed.signers),
            let index = signers.index(of: account)
        else { throw .notFound }
        let last = price(number)
        guard observation.time > feed.observations[index].time,
            observation.time > last?.time ?? 0
        else { throw .stalePrice }
        feed.observations[index] = observation
        let agreement = PriceAgreement(of: feed, after: last?.time ?? 0, at: timestamp)
        if let agreed = agreement.price(threshold: Int(signers.threshold)) {
            // The first price follows none.
            var record = last ?? PriceRecord(placeholder: ())
            record.follow(agreed, candidate: &feed.candidate, feed.kind)
            for index in 0..<LedgerLimits.maximumSigners {
                feed.observations[index] = PriceObservation(placeholder: ())
            }
            write(.price(record), for: .price(number))
        }
        write(.feed(feed), for: .feed(number))
    }
}

#if !hasFeature(Embedded)
    extension PostPrices {
        /// Whether the observation is too new for a block of a time in seconds since 1970.
        public func isAhead(of timestamp: UInt64) -> Bool {
            time > timestamp && time - timestamp > PriceLimits.leadSeconds
        }
    }
#endif
