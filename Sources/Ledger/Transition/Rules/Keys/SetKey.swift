public import Bytes
public import Ledger

/// Registers a trading key of the caller's account (`docs/protocol/transition.md`, "SetKey").
public struct SetKey: OperationBody {
    public static let opcode: UInt8 = 0x03
    public static let name: StaticString = "setKey"

    /// The caller of the chain's contract; a new owner gets an account.
    public var caller = ChainAddress(placeholder: ())
    /// The slot for the key.
    public var slot = KeySlot(0)
    /// The encoded public key, which is not examined.
    public var publicKey = Bytes40()
    /// The operations that the key may sign.
    public var scopes: Scopes = []
    /// The last second at which it may sign, since 1970; 0 for no end.
    public var expiry: UInt64 = 0

    public init(
        caller: ChainAddress, slot: KeySlot, publicKey: Bytes40, scopes: Scopes, expiry: UInt64
    ) {
        (self.caller, self.slot, self.publicKey) = (caller, slot, publicKey)
        (self.scopes, self.expiry) = (scopes, expiry)
    }

    public init(placeholder: ()) {}

    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&caller)
        try visitor.visit(&slot)
        try visitor.visit(&publicKey)
        try visitor.visit(&scopes)
        try visitor.visit(&expiry)
    }
}

extension SetKey: QueueRule {
    func apply<Reader: StateReader>(
        _ ledger: inout LedgerView<Reader>, from position: QueuePosition
    ) throws(Rejection) {
        guard slot.isValid, scopes.isKnown else { throw .malformed }
        let (account, isNew) = try ledger.accountOrNew(of: caller)
        let nonces = ledger.key(account, slot)?.nonces ?? NonceWindow()
        let record = KeyRecord(
            publicKey: publicKey, scopes: scopes, expiry: expiry, nonces: nonces)
        ledger.write(.key(record), for: .key(account, slot))
        ledger.report(.account(account, isNew: isNew))
    }

    func refund() -> Refund? { nil }
}
