public import Ledger

/// `zkl_dollar`: the unified dollar.
public enum DollarMethod: Method {
    public typealias Parameters = NoParameters
    public static let name = "zkl_dollar"
    public static let summary =
        "The unified dollar: its supply, the coins behind it, what vaults owe"

    /// The dollar at a time.
    public struct Result: WireObject, Hashable {
        /// The dollars that accounts hold.
        public var supply = Amount.zero
        /// The part of them that takes losses first.
        public var buffer = Amount.zero
        /// What stands behind a dollar at present prices, with 18 decimals and at most one.
        public var coverage = Amount.zero
        /// The principal that vaults owe, bad debt included.
        public var principal = Amount.zero
        /// The part of it that nobody owes any longer.
        public var badDebt = Amount.zero
        /// The yearly interest of vaults in parts of 1,000,000.
        public var interestRate: UInt32 = 0
        /// The coins, in the order of their listing.
        public var coins: [DollarCoinInfo] = []

        public init(placeholder: ()) {}

        public init(
            supply: Amount, buffer: Amount, coverage: Amount, principal: Amount, badDebt: Amount,
            interestRate: UInt32, coins: [DollarCoinInfo]
        ) {
            (self.supply, self.buffer, self.coverage) = (supply, buffer, coverage)
            (self.principal, self.badDebt) = (principal, badDebt)
            (self.interestRate, self.coins) = (interestRate, coins)
        }

        public static let fields: [WireField<Result>] = [
            WireField("supply", \.supply), WireField("buffer", \.buffer, "takes losses first"),
            WireField("coverage", \.coverage, "behind a dollar, at most 1"),
            WireField("principal", \.principal, "owed by vaults, bad debt included"),
            WireField("badDebt", \.badDebt, "that nobody owes any longer"),
            WireField("interestRate", \.interestRate, "of vaults, yearly, parts of 1,000,000"),
            WireField("coins", \.coins),
        ]
    }
}

/// A coin behind the unified dollar.
public struct DollarCoinInfo: WireObject, Hashable {
    public var token = TokenID(0)
    /// The amount held.
    public var held = Amount.zero
    public var price: CoinPriceInfo?
    /// Rates in parts of 1,000,000, and the ceiling.
    public var terms = CollateralTerms(placeholder: ())
    /// The amount that may be minted against now.
    public var mintable = Amount.zero
    /// The amount that may be redeemed now, whatever the dollars.
    public var redeemable = Amount.zero

    public init(placeholder: ()) {}

    public init(
        token: TokenID, held: Amount, price: CoinPriceInfo?, terms: CollateralTerms,
        mintable: Amount, redeemable: Amount
    ) {
        (self.token, self.held, self.price, self.terms) = (token, held, price, terms)
        (self.mintable, self.redeemable) = (mintable, redeemable)
    }

    public static let fields: [WireField<DollarCoinInfo>] = [
        WireField("token", \.token), WireField("held", \.held),
        WireField("price", \.price, "absent before the first"),
        WireField("discount", \.terms.discount, "parts of 1,000,000"),
        WireField("largestMintFee", \.terms.largestMintFee, "parts of 1,000,000"),
        WireField("leastRedeemFee", \.terms.leastRedeemFee, "parts of 1,000,000"),
        WireField("largestRedeemFee", \.terms.largestRedeemFee, "parts of 1,000,000"),
        WireField("ceiling", \.terms.ceiling),
        WireField("mintable", \.mintable, "now, of the coin"),
        WireField("redeemable", \.redeemable, "now, of the coin"),
    ]
}

/// The price of a coin.
public struct CoinPriceInfo: WireObject, Hashable {
    /// Dollars for one coin, with 18 decimals.
    public var value = Amount.zero
    /// The time of its oldest observation in milliseconds since 1970.
    public var time: UInt64 = 0
    /// Whether a later price is too far away and waits to be confirmed.
    public var isSuspended = false
    /// Whether the coin mints nothing, as its price has left the band.
    public var isFrozen = false

    public init(placeholder: ()) {}

    public init(value: Amount, time: UInt64, isSuspended: Bool, isFrozen: Bool) {
        (self.value, self.time) = (value, time)
        (self.isSuspended, self.isFrozen) = (isSuspended, isFrozen)
    }

    public static let fields: [WireField<CoinPriceInfo>] = [
        WireField("value", \.value, "dollars for one coin"),
        WireField("time", \.time, "of the oldest observation"),
        WireField("suspended", \.isSuspended, "counts as stale until confirmed"),
        WireField("frozen", \.isFrozen, "mints nothing"),
    ]
}
