public import Ledger

/// The unified dollar at a time: its supply, and the coins behind it at their prices.
///
/// `docs/design/0026-unified-dollar.md` shows why no sequence of mints and redemptions lowers what
/// stands behind a dollar.
public struct ParModule: Sendable {
    /// What is known of the price of a coin.
    private struct CoinPrice {
        var price = Amount.zero
        var isFresh = false
        var isFrozen = false
    }

    /// Supply and coins.
    public internal(set) var record: DollarRecord
    /// The dollars of the buffer, which take losses first.
    public let buffer: Amount
    private var prices = InlineArray<8, CoinPrice>(repeating: CoinPrice())

    /// A module of which no coin has a price.
    public init(_ record: DollarRecord, buffer: Amount) {
        (self.record, self.buffer) = (record, buffer)
    }

    /// Sets the price of the coin at an index, as it is at a time in seconds since 1970.
    public mutating func setPrice(_ price: PriceRecord, at index: Int, timestamp: UInt64) {
        prices[index] = CoinPrice(
            price: price.price,
            isFresh: price.isFresh(at: timestamp, FeedTerms(of: .dollarCoin)),
            isFrozen: price.isFrozen)
    }

    /// A dollar, and the price of one.
    static var unit: Amount { Amount(low: 1_000_000_000_000_000_000, high: 0) }

    /// The least coverage with which dollars are minted: 0.999.
    private static var leastMintCoverage: Amount { Amount(low: 999_000_000_000_000_000, high: 0) }

    /// The dollars that the coins must back: all but those of the buffer.
    public var outstanding: Amount { record.supply.subtracting(buffer) ?? .zero }

    /// The price of the coin at an index; 0 when there is none.
    public func price(at index: Int) -> Amount { prices[index].price }

    /// Whether the coin at an index mints no dollars, as its price has left its band.
    public func isFrozen(at index: Int) -> Bool { prices[index].isFrozen }

    /// Whether the prices are fresh of the coin at an index and of every coin above a hundredth of
    /// all coins.
    public func isFresh(at index: Int) -> Bool {
        for other in record.coins.indices where other == index || isLarge(at: other) {
            guard prices[other].isFresh else { return false }
        }
        return true
    }

    /// What stands behind a dollar, with 18 decimals and at most one; a coin counts for no more than
    /// a dollar each.
    ///
    /// A coin of at most a hundredth of all coins counts for nothing while its price is stale; of a
    /// larger one the last price is used, and `isFresh` tells.
    public var coverage: Amount {
        let outstanding = outstanding
        var backing = Amount.zero
        for index in record.coins.indices where prices[index].isFresh || isLarge(at: index) {
            // Not above the units of all coins.
            backing = backing.adding(value(held(at: index), at: index)) ?? .maximum
        }
        guard backing < outstanding else { return Self.unit }
        return Amount.floorOfProduct(backing, Self.unit, dividedBy: outstanding) ?? Self.unit
    }

    /// Whether enough stands behind a dollar to mint others.
    public var coversMints: Bool { coverage >= Self.leastMintCoverage }

    /// The amount of a coin.
    func held(at index: Int) -> Amount { record.coins[index].amount }

    /// The units of all coins: ceilings are such that they fit.
    var heldInAll: Amount { record.held ?? .maximum }

    /// The value of an amount of a coin, of which each is worth at most a dollar.
    func value(_ amount: Amount, at index: Int) -> Amount {
        // Not above the amount.
        Amount.floorOfProduct(amount, min(Self.unit, prices[index].price), dividedBy: Self.unit)
            ?? .zero
    }

    /// Whether a coin is above a hundredth of all coins.
    private func isLarge(at index: Int) -> Bool {
        held(at: index) > heldInAll.floorDivided(by: 100)
    }
}
