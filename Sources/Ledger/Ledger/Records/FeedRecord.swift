public import Bytes

/// What a feed prices, which decides how far and how fast its price may move.
public enum FeedKind: UInt8, Hashable, Sendable, CaseIterable {
    /// A coin that is meant to be worth a dollar.
    case dollarCoin = 0
    /// Another token.
    case token = 1
    /// A yield-bearing token, priced in its underlying token.
    case rate = 2
}

/// A price that somebody observed.
public struct PriceObservation: FieldList, Hashable, Sendable {
    /// Dollars for one token, with 18 decimals.
    public var price = Amount.zero
    /// The time of the observation in seconds since 1970; 0 for none.
    public var time: UInt64 = 0

    public init(price: Amount, time: UInt64) { (self.price, self.time) = (price, time) }

    public init(placeholder: ()) {}

    /// Price and time.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&price)
        try visitor.visit(&time)
    }
}

/// A feed: who may observe it, and what they have observed since its price was last set.
public struct FeedRecord: FieldList, Hashable, Sendable {
    public var kind = FeedKind.dollarCoin
    /// The signers whose observations count.
    public var signers = SignerSetID(0)
    /// The last observation of each signer that is not in the price yet.
    public var observations = InlineArray<7, PriceObservation>(
        repeating: PriceObservation(placeholder: ()))
    /// A price too far from the last one, which a second one may confirm; of a rate, the highest one.
    public var candidate = PriceObservation(placeholder: ())

    /// A feed that nobody has observed.
    public init(kind: FeedKind, signers: SignerSetID) {
        (self.kind, self.signers) = (kind, signers)
    }

    public init(placeholder: ()) {}

    /// Kind, signers, seven observations, candidate.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(code: &kind, "feed kind")
        try visitor.visit(&signers)
        for index in 0..<LedgerLimits.maximumSigners {
            try visitor.visit(&observations[index])
        }
        try visitor.visit(&candidate)
    }

    public static func == (left: FeedRecord, right: FeedRecord) -> Bool {
        guard left.kind == right.kind, left.signers == right.signers,
            left.candidate == right.candidate
        else { return false }
        for index in 0..<LedgerLimits.maximumSigners
        where left.observations[index] != right.observations[index] { return false }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(signers)
        for index in 0..<LedgerLimits.maximumSigners { hasher.combine(observations[index]) }
        hasher.combine(candidate)
    }
}
