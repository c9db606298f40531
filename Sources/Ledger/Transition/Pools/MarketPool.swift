#if !hasFeature(Embedded)
    public import Ledger

    /// A pool with the rates of its rated coins, as a host prices it.
    public struct MarketPool: Hashable, Sendable {
        public let id: PoolID
        public let record: PoolRecord
        /// The rates that are known.
        private let rates: [FeedID: PriceRecord]

        /// A pool; `rate` gives what is known of the rate of a coin.
        public init(_ id: PoolID, _ record: PoolRecord, rate: (FeedID) -> PriceRecord?) {
            (self.id, self.record) = (id, record)
            var rates: [FeedID: PriceRecord] = [:]
            for index in record.tokens.indices where record.isRated(at: index) {
                let feed = FeedID(priceOf: record.tokens[index])
                rates[feed] = rate(feed)
            }
            self.rates = rates
        }

        /// The pool at a time in seconds since 1970: `paused` or `stalePrice` when it does not trade, as
        /// a rate may not be used.
        public func moment(at time: UInt64) throws(Rejection) -> PoolMoment {
            guard record.ratedCoins != 0 else { return PoolMoment(time) }
            return try record.moment(at: time) { rates[$0] }
        }

        /// Whether the record of a key is the rate of one of the pool's coins.
        public func rates(_ key: RecordKey) -> Bool {
            record.tokens.indices.contains {
                record.isRated(at: $0) && key == .price(FeedID(priceOf: record.tokens[$0]))
            }
        }

        /// The rate of each coin, one for a coin without a rate; empty while one may not be used, and of
        /// a pool without rated coins.
        public func rates(at time: UInt64) -> [Amount] {
            (try? moment(at: time))?.rates.array ?? []
        }
    }
#endif
