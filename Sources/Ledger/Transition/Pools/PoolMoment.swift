public import Ledger

/// What the prices of a pool depend on besides its record.
public struct PoolMoment: Sendable {
    /// The time in seconds since 1970.
    public let time: UInt64
    /// The rate of each coin with 18 decimals, one for a coin without a rate; empty when none has one.
    let rates: PoolAmounts

    /// A moment of a pool without rated coins.
    @inline(__always)
    public init(_ time: UInt64) { (self.time, rates) = (time, PoolAmounts()) }

    /// A moment with the rate of each coin of a pool.
    public init(_ time: UInt64, rates: PoolAmounts) { (self.time, self.rates) = (time, rates) }
}

extension PoolRecord {
    /// Whether the coin at an index counts times the rate of its feed.
    public func isRated(at index: Int) -> Bool { ratedCoins >> UInt32(index) & 1 == 1 }

    /// The pool at a time, if the rates of its rated coins may be used: `paused` when one has fallen,
    /// `stalePrice` when one is missing or too old.
    public func moment(
        at time: UInt64, _ rate: (FeedID) -> PriceRecord?
    ) throws(Rejection) -> PoolMoment {
        var rates = PoolAmounts()
        for index in tokens.indices {
            guard isRated(at: index) else {
                rates.append(.unit)
                continue
            }
            let record = rate(FeedID(priceOf: tokens[index]))
            if record?.isFrozen ?? false { throw .paused }
            guard let record, record.isFresh(at: time, .rate) else { throw .stalePrice }
            rates.append(record.price)
        }
        return PoolMoment(time, rates: rates)
    }
}

/// Amounts of the coins of a pool at their rates: what goes in counts for less, what comes out costs
/// more.
struct CoinRates {
    private let rates: PoolAmounts

    init(_ rates: PoolAmounts) { self.rates = rates }

    var areOne: Bool { rates.count == 0 }

    /// `floor(v r / W)` of the coin at an index; `nil` when it does not fit.
    @inline(never)
    func scaled(_ amount: Amount, _ index: Int) -> Amount? {
        areOne ? amount : Amount.floorOfProduct(amount, rates[index], dividedBy: .unit)
    }

    /// `ceil(v r / W)`.
    @inline(never)
    func scaledUp(_ amount: Amount, _ index: Int) -> Amount? {
        areOne ? amount : Amount.ceilOfProduct(amount, rates[index], dividedBy: .unit)
    }

    /// `floor(w W / r)`; `nil` also for a rate of zero.
    @inline(never)
    func unscaled(_ amount: Amount, _ index: Int) -> Amount? {
        areOne ? amount : Amount.floorOfProduct(amount, .unit, dividedBy: rates[index])
    }

    /// `ceil(w W / r)`.
    @inline(never)
    func unscaledUp(_ amount: Amount, _ index: Int) -> Amount? {
        areOne ? amount : Amount.ceilOfProduct(amount, .unit, dividedBy: rates[index])
    }
}
