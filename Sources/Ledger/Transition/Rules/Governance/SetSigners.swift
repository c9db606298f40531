public import Bytes
public import Ledger

/// Names the accounts that may observe prices, by the network's governance
/// (`docs/protocol/transition.md`, "SetSigners").
public struct SetSigners: OperationBody {
    public static let opcode: UInt8 = 0x08
    public static let name: StaticString = "setSigners"

    /// The set's number.
    public var set = SignerSetID(0)
    /// The members that must agree.
    public var threshold: UInt8 = 0
    public var members = SignerAccounts()

    public init(set: SignerSetID, threshold: UInt8, members: SignerAccounts) {
        (self.set, self.threshold, self.members) = (set, threshold, members)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&set)
        try visitor.visit(&threshold)
        try members.visit(&visitor, count: 1...LedgerLimits.maximumSigners, "signer count")
    }
}

extension SetSigners: GovernedRule {
    func check<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) throws(Rejection) {
        guard record.isValid else { throw .malformed }
        for index in members.indices {
            guard ledger.hasRecord(.account(members[index])) else { throw .notFound }
        }
    }

    func enact<Reader: StateReader>(_ ledger: inout LedgerView<Reader>) {
        ledger.write(.signerSet(record), for: .signerSet(set))
    }

    private var record: SignerSetRecord {
        SignerSetRecord(threshold: threshold, members: members)
    }
}
