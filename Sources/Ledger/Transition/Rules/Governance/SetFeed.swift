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

    public init(feed: FeedID, kind: FeedKind, signers: SignerSetID) {
        (self.feed, self.kind, self.signers) = (feed, kind, signers)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&feed)
        try visitor.visit(code: &kind, "feed kind")
        try visitor.visit(&signers)
    }
}

extension SetFeed: GovernedRule {
    func check<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        guard ledger.hasToken(TokenID(feed.rawValue)), ledger.hasRecord(.signerSet(signers)) else {
            throw .notFound
        }
        if let record = ledger.feed(feed), record.kind != kind { throw .exists }
    }

    func enact<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) {
        ledger.write(.feed(FeedRecord(kind: kind, signers: signers)), for: .feed(feed))
    }
}
