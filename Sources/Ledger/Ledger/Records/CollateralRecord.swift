public import Bytes

/// What a coin costs to turn into dollars and back, in parts of 1,000,000.
public struct CollateralTerms: FieldList, Hashable, Sendable {
    /// The part of the coin's value that mints nothing.
    public var discount: UInt32 = 0
    /// The fee of a mint that fills the ceiling; 0 up to half of the ceiling.
    public var largestMintFee: UInt32 = 0
    /// The fee of a redemption while the coin is at least a fifth of all coins.
    public var leastRedeemFee: UInt32 = 0
    /// The fee of a redemption that takes the last of the coin.
    public var largestRedeemFee: UInt32 = 0
    /// The most of the coin that may back dollars.
    public var ceiling = Amount.zero

    public init(
        discount: UInt32, largestMintFee: UInt32, leastRedeemFee: UInt32,
        largestRedeemFee: UInt32, ceiling: Amount
    ) {
        (self.discount, self.largestMintFee) = (discount, largestMintFee)
        (self.leastRedeemFee, self.largestRedeemFee) = (leastRedeemFee, largestRedeemFee)
        self.ceiling = ceiling
    }

    public init(placeholder: ()) {}

    /// Discount, largest fee of a mint, least and largest fee of a redemption, ceiling.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&discount)
        try visitor.visit(&largestMintFee)
        try visitor.visit(&leastRedeemFee)
        try visitor.visit(&largestRedeemFee)
        try visitor.visit(&ceiling)
    }

    /// Whether rates and ceiling are in range.
    ///
    /// A fee of a redemption is never zero: it is above what a price may move between observation
    /// and use, so that nobody redeems against a price that is behind.
    public var areValid: Bool {
        discount <= LedgerLimits.maximumDiscount
            && largestMintFee <= LedgerLimits.maximumDollarFee
            && leastRedeemFee > 0 && leastRedeemFee <= largestRedeemFee
            && largestRedeemFee <= LedgerLimits.maximumDollarFee
            && ceiling <= LedgerLimits.maximumCeiling
    }
}

/// An amount that is used up and comes back over an hour.
public struct Allowance: FieldList, Hashable, Sendable {
    /// The amount left at `time`.
    public var left = Amount.zero
    /// The time of the last use in seconds since 1970.
    public var time: UInt64 = 0

    public init(left: Amount, time: UInt64) { (self.left, self.time) = (left, time) }

    public init(placeholder: ()) {}

    /// Amount left, time.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&left)
        try visitor.visit(&time)
    }
}

/// A coin that backs the unified dollar: its terms, and what may be minted and redeemed now.
public struct CollateralRecord: FieldList, Hashable, Sendable {
    public var terms = CollateralTerms(placeholder: ())
    /// The amount of the coin that may be minted against now.
    public var mintAllowance = Allowance(placeholder: ())
    /// The amount of the coin that may be redeemed now.
    public var redeemAllowance = Allowance(placeholder: ())

    public init(terms: CollateralTerms) { self.terms = terms }

    public init(placeholder: ()) {}

    /// Terms, allowance of mints, allowance of redemptions.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&terms)
        guard terms.areValid else { throw visitor.failure(.invalidValue(field: "collateral")) }
        try visitor.visit(&mintAllowance)
        try visitor.visit(&redeemAllowance)
    }
}
