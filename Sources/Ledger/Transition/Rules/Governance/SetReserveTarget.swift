public import Bytes
public import Ledger

/// Says how much of a token a chain should hold, by the network's governance
/// (`docs/protocol/transition.md`, "SetReserveTarget").
public struct SetReserveTarget: OperationBody {
    public static let opcode: UInt8 = 0x0b
    public static let name: StaticString = "setReserveTarget"

    public var token = TokenID(0)
    public var chain = ChainID(0)
    /// The reserve below which taking more out has a fee; 0 for none.
    public var target = Amount.zero

    public init(token: TokenID, chain: ChainID, target: Amount) {
        (self.token, self.chain, self.target) = (token, chain, target)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&chain)
        try visitor.visit(&target)
    }
}

extension SetReserveTarget: GovernedRule {
    func check<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        guard target <= LedgerLimits.maximumReserveTarget, !token.isIssued else {
            throw .malformed
        }
        guard ledger.tokenOnChain(token, chain) != nil else { throw .notFound }
    }

    /// What the pot holds goes to the protocol, so that nobody earns by a change.
    func enact<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        guard var record = ledger.tokenOnChain(token, chain) else { return }
        record.reserveTarget = target
        ledger.write(.tokenOnChain(record), for: .tokenOnChain(token, chain))
        let held = ledger.balance(Holder.pot.account, Holder.pot.subAccount, token)
        try ledger.debit(held, of: token, from: .pot)
        try ledger.creditFees(held, of: token)
    }
}
