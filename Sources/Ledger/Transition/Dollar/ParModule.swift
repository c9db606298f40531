public import Ledger

/// The unified dollar at a time: its supply, what vaults owe, and the coins behind it at their prices.
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

    /// Supply, coins and what vaults owe.
    public internal(set) var record: DollarRecord
    /// The dollars of the buffer, which take losses first.
    public internal(set) var buffer: Amount
    private var prices = InlineArray<8, CoinPrice>(repeating: CoinPrice())

    /// The dollar with its interest and its prices at a time in seconds since 1970.
    ///
    /// - Parameter price: The price of a coin; `nil` when it has none, or none is needed.
    public init(
        _ record: DollarRecord, buffer: Amount, at timestamp: UInt64,
        price: (TokenID) -> PriceRecord?
    ) {
        (self.record, self.buffer) = (record, buffer)
        self.record.accrue(until: timestamp)
        for index in record.coins.indices {
            guard let known = price(record.coins[index].token) else { continue }
            prices[index] = CoinPrice(
                price: known.price,
                isFresh: known.isFresh(at: timestamp, .dollarCoin),
                isFrozen: known.isFrozen)
        }
    }

    /// The least coverage with which dollars are minted: 0.999.
    private static var leastMintCoverage: Amount { Amount(low: 999_000_000_000_000_000, high: 0) }

    /// The dollars that the coins must back: all but those of the buffer and those that vaults owe.
    public var outstanding: Amount {
        record.supply.subtracting(record.owed)?.subtracting(buffer) ?? .zero
    }

    /// The most dollars that may be redeemed at once: as many as the coins must back, or as there are
    /// coins, if vaults owe nearly all dollars.
    public var redeemableDollars: Amount { max(outstanding, heldInAll) }

    /// The price of the coin at an index; 0 when there is none.
    public func price(at index: Int) -> Amount { prices[index].price }

    /// Whether the coin at an index mints no dollars, as its price has left its band.
    public func isFrozen(at index: Int) -> Bool { prices[index].isFrozen }

    /// Whether the prices are fresh of the coin at an index and of every coin above a hundredth of
    /// all coins.
    public func isFresh(at index: Int) -> Bool { prices[index].isFresh && isCoverageFresh }

    /// Whether the price is fresh of every coin above a hundredth of all coins.
    public var isCoverageFresh: Bool {
        for index in record.coins.indices where isLarge(at: index) {
            guard prices[index].isFresh else { return false }
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
        guard backing < outstanding else { return .unit }
        return Amount.floorOfProduct(backing, .unit, dividedBy: outstanding) ?? .unit
    }

    /// Whether enough stands behind a dollar to make others.
    public var coversMints: Bool { coverage >= Self.leastMintCoverage }

    /// The amount of a coin.
    func held(at index: Int) -> Amount { record.coins[index].amount }

    /// The units of all coins: ceilings are such that they fit.
    var heldInAll: Amount { record.held ?? .maximum }

    /// The value of an amount of a coin, of which each is worth at most a dollar.
    func value(_ amount: Amount, at index: Int) -> Amount {
        // Not above the amount.
        Amount.floorOfProduct(amount, min(.unit, prices[index].price), dividedBy: .unit)
            ?? .zero
    }

    /// Whether a coin is above a hundredth of all coins.
    private func isLarge(at index: Int) -> Bool {
        held(at: index) > heldInAll.floorDivided(by: 100)
    }
}
