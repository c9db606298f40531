public import Bytes
public import Ledger

/// The authorization of a message: by an account, with one of its trading keys, once, until a time.
public struct Authorization: FieldList, Hashable, Sendable {
    /// The signing account.
    public var account = AccountID(0)
    /// The sub-account that pays.
    public var subAccount = SubAccount(0)
    /// The slot of the signing key.
    public var slot = KeySlot(0)
    /// A number that can be used once for each slot, within the slot's window.
    public var nonce: UInt32 = 0
    /// The last second in which the message may be applied, since 1970.
    public var validUntil: UInt64 = 0

    public init(
        account: AccountID, subAccount: SubAccount, slot: KeySlot, nonce: UInt32,
        validUntil: UInt64
    ) {
        (self.account, self.subAccount, self.slot) = (account, subAccount, slot)
        (self.nonce, self.validUntil) = (nonce, validUntil)
    }

    /// A placeholder for a reader to overwrite.
    public init(placeholder: ()) {}

    /// Account, sub-account, slot, nonce, validity: 18 bytes.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&account)
        try visitor.visit(&subAccount)
        try visitor.visit(&slot)
        try visitor.visit(&nonce)
        try visitor.visit(&validUntil)
    }
}
