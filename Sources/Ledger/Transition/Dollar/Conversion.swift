public import Bytes
public import Ledger

/// What the two ways of a conversion paid.
public struct Conversion: FieldList, Hashable, Sendable {
    /// The amount that the pool paid.
    public var poolOut = Amount.zero
    /// The dollars that were minted and redeemed, the fee of the redemption included.
    public var dollars = Amount.zero
    /// The fee of the mint in dollars.
    public var mintFee = Amount.zero
    /// The fee of the redemption in dollars.
    public var redeemFee = Amount.zero
    /// The amount of the coin that the dollars bought.
    public var parOut = Amount.zero

    public init() {}

    public init(placeholder: ()) {}

    /// The amounts in the order above.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&poolOut)
        try visitor.visit(&dollars)
        try visitor.visit(&mintFee)
        try visitor.visit(&redeemFee)
        try visitor.visit(&parOut)
    }

    /// All that was paid; `nil` when it does not fit.
    public var amountOut: Amount? { poolOut.adding(parOut) }

    /// The fees of mint and redemption; not above what was minted with them.
    public var fee: Amount { mintFee.adding(redeemFee) ?? .maximum }

    /// An amount of a coin that minted `minted` dollars, no more than itself, for a redemption into
    /// one coin.
    public init(par amount: Amount, _ minted: Amount, _ redemption: Redemption) {
        (dollars, redeemFee) = (minted, redemption.fee)
        mintFee = amount.subtracting(minted) ?? .zero
        parOut = redemption.coins[0].amount
    }
}
