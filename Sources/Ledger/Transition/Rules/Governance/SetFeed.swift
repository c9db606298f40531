public import Bytes
public import Ledger

/// Opens a feed or gives it other signers, by the network's governance
/// (`docs/protocol/transition.md`, "SetFeed").
public struct SetFeed: OperationBody {
    public static let opcode: UInt8 = 0x09
    public static let name: StaticString = "setFeed"

    public var feed = FeedID(0)
    public var kind = FeedKind.dollarCoin
    /// The signers whose observations count from now on.
    public var signers = SignerSetID(0)
    /// The token in which a rate is; 0 for another kind.
    public var underlying = TokenID(0)

    public init(
        feed: FeedID, kind: FeedKind, signers: SignerSetID, underlying: TokenID = TokenID(0)
    ) {
        (self.feed, self.kind, self.signers) = (feed, kind, signers)
        self.underlying = underlying
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&feed)
        try visitor.visit(code: &kind, "feed kind")
        try visitor.visit(&signers)
        try visitor.visit(&underlying)
    }
}

extension SetFeed: GovernedRule {
    func check<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        let priced = ledger.token(TokenID(feed.rawValue))
        guard let priced, ledger.hasRecord(.signerSet(signers)) else { throw .notFound }
        if kind == .rate {
            guard let record = ledger.token(underlying) else { throw .notFound }
            let isPlain = record.tokenClass == .stable || record.tokenClass == .ordinary
            guard priced.tokenClass == .yieldBearing, isPlain else { throw .malformed }
            guard priced.underlying == TokenID(0) || priced.underlying == underlying else {
                throw .exists
            }
        } else {
            guard priced.tokenClass != .yieldBearing, underlying == TokenID(0),
                kind == .dollarCoin || priced.tokenClass != .stable
            else { throw .malformed }
        }
        if let record = ledger.feed(feed), record.kind != kind { throw .exists }
    }

    func enact<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) {
        var record = FeedRecord(kind: kind, signers: signers)
        var rate = kind == .rate ? ledger.price(feed) : nil
        if let known = rate, !known.isFrozen {
            // The highest rate stays, so that naming signers again lifts no bound.
            record.candidate = ledger.feed(feed)?.candidate ?? record.candidate
            rate = nil
        }
        ledger.write(.feed(record), for: .feed(feed))
        guard kind == .rate, var priced = ledger.token(TokenID(feed.rawValue)) else { return }
        priced.underlying = underlying
        ledger.write(.token(priced), for: .token(TokenID(feed.rawValue)))
        if var rate {
            (rate.isSuspended, rate.isFrozen, rate.calmSince) = (true, false, 0)
            ledger.write(.price(rate), for: .price(feed))
        }
    }
}
