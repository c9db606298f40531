public import Bytes
public import Ledger

/// Lets vaults owe dollars against a pool's shares, or changes the terms, by the network's governance
/// (`docs/protocol/transition.md`, "SetVaultTerms").
public struct SetVaultTerms: OperationBody {
    public static let opcode: UInt8 = 0x0a
    public static let name: StaticString = "setVaultTerms"

    /// The shares.
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
        guard ledger.hasRecord(.dollar), let pool = token.sharePool.flatMap({ ledger.pool($0) })
        else { throw .notFound }
        // Dollars against dollars would back themselves.
        guard pool.index(of: .unifiedDollar) == nil else { throw .malformed }
        for index in pool.tokens.indices {
            guard ledger.hasRecord(.feed(FeedID(priceOf: pool.tokens[index]))) else {
                throw .notFound
            }
        }
    }

    func enact<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        var market = ledger.vaultMarket(token) ?? VaultMarketRecord(terms: terms)
        market.terms = terms
        ledger.write(.vaultMarket(market), for: .vaultMarket(token))
    }
}
