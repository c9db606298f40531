public import Bytes
public import Ledger

/// Lets vaults owe dollars against a pool's shares or a yield-bearing token, or changes the terms, by
/// the network's governance
/// (`docs/protocol/transition.md`, "SetVaultTerms").
public struct SetVaultTerms: OperationBody {
    public static let opcode: UInt8 = 0x0a
    public static let name: StaticString = "setVaultTerms"

    /// The collateral.
    public var token = TokenID(0)
    public var terms = VaultTerms(placeholder: ())

    public init(token: TokenID, terms: VaultTerms) {
        (self.token, self.terms) = (token, terms)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&terms)
    }
}

extension SetVaultTerms: GovernedRule {
    func check<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        guard terms.areValid else { throw .malformed }
        guard ledger.hasRecord(.dollar) else { throw .notFound }
        guard let number = token.sharePool else {
            guard ledger.token(token)?.tokenClass == .yieldBearing else { throw .notFound }
            return try ledger.checkFeed(of: token, isDollar: true)
        }
        guard let pool = ledger.pool(number) else { throw .notFound }
        // Dollars against dollars would back themselves.
        guard pool.index(of: .unifiedDollar) == nil else { throw .malformed }
        for index in pool.tokens.indices {
            try ledger.checkFeed(of: pool.tokens[index], isDollar: pool.kind == .stable)
        }
    }

    func enact<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        var market = ledger.vaultMarket(token) ?? VaultMarketRecord(terms: terms)
        market.terms = terms
        ledger.write(.vaultMarket(market), for: .vaultMarket(token))
    }
}

extension LedgerView {
    /// Throws `notFound` when a token, or what it stands for, has no feed, and `malformed` when that is
    /// not the feed of a coin worth a dollar but must be.
    fileprivate mutating func checkFeed(
        of token: TokenID, isDollar: Bool
    ) throws(Rejection) {
        guard var feed = feed(FeedID(priceOf: token)) else { throw .notFound }
        if let record = self.token(token), record.tokenClass == .yieldBearing {
            guard let priced = self.feed(FeedID(priceOf: record.underlying)) else {
                throw .notFound
            }
            feed = priced
        }
        guard !isDollar || feed.kind == .dollarCoin else { throw .malformed }
    }
}
