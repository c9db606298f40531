public import Bytes

/// The price of a feed, and whether it may be used.
public struct PriceRecord: FieldList, Hashable, Sendable {
    /// Dollars for one token, of a rate its underlying tokens, with 18 decimals; positive.
    public var price = Amount.zero
    /// The oldest time of the observations that the price is made of, in seconds since 1970.
    public var time: UInt64 = 0
    /// Whether a later price was too far away to be believed: the price counts as stale.
    public var isSuspended = false
    /// Whether the price has left its band, or the rate has fallen: the token mints no dollars.
    public var isFrozen = false
    /// The time since when a frozen price is in the band in which it thaws, or a suspended rate has
    /// fallen; 0 when it is not.
    public var calmSince: UInt64 = 0

    public init(price: Amount, time: UInt64) { (self.price, self.time) = (price, time) }

    public init(placeholder: ()) {}

    /// Price, time, suspended, frozen, calm since.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&price)
        try visitor.visit(&time)
        try visitor.visit(flag: &isSuspended, "suspended price")
        try visitor.visit(flag: &isFrozen, "frozen price")
        try visitor.visit(&calmSince)
    }
}
