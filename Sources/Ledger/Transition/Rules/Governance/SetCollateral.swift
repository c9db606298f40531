public import Bytes
public import Ledger

/// Lists a coin behind the unified dollar or changes its terms, by the network's governance
/// (`docs/protocol/transition.md`, "SetCollateral").
public struct SetCollateral: OperationBody {
    public static let opcode: UInt8 = 0x07
    public static let name: StaticString = "setCollateral"

    /// The coin.
    public var token = TokenID(0)
    public var terms = CollateralTerms(placeholder: ())

    public init(token: TokenID, terms: CollateralTerms) {
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

extension SetCollateral: GovernedRule {
    func check<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        guard terms.areValid else { throw .malformed }
        guard case .token(let record)? = ledger.record(for: .token(token)) else {
            throw .notFound
        }
        guard record.tokenClass == .stable else { throw .malformed }
        guard ledger.hasRecord(.feed(FeedID(priceOf: token))) else { throw .notFound }
    }

    func enact<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        var coin = CollateralRecord(terms: terms)
        if let listed = ledger.collateral(token) {
            coin = listed
            coin.terms = terms
        } else {
            try ledger.list(token)
        }
        ledger.write(.collateral(coin), for: .collateral(token))
    }
}

extension LedgerView {
    /// Appends a coin to those behind the dollar; the first one makes the dollar.
    fileprivate mutating func list(_ token: TokenID) throws(Rejection) {
        var record = DollarRecord()
        if let known = dollar() {
            record = known
        } else {
            write(.token(TokenRecord(.unifiedDollar)), for: .token(.unifiedDollar))
        }
        guard record.coins.count < LedgerLimits.maximumDollarCoins else { throw .overflow }
        record.coins.append(TokenQuantity(token, .zero))
        write(.dollar(record), for: .dollar)
    }
}
