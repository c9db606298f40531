public import Bytes
public import Ledger

/// Who authorises a message: an account, by one of its trading keys, once, until a time.
public struct Authorization: FieldList, Hashable, Sendable {
    /// The signing account.
    public var account = AccountID(0)
    /// The sub-account that pays.
    public var subAccount = SubAccount(0)
    /// The slot of the signing key.
    public var slot = KeySlot(0)
    /// Used once for each slot, within a window.
    public var nonce: UInt32 = 0
    /// The last second in which the message may be applied.
    public var validUntil: UInt64 = 0

    /// An authorization with these fields.
    public init(
        account: AccountID, subAccount: SubAccount, slot: KeySlot, nonce: UInt32,
        validUntil: UInt64
    ) {
        (self.account, self.subAccount, self.slot) = (account, subAccount, slot)
        (self.nonce, self.validUntil) = (nonce, validUntil)
    }

    /// An authorization for a reader to fill.
    public init(unread: ()) {}

    /// Account, sub-account, slot, nonce, end: 18 bytes.
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

/// What the protocol takes for an operation.
public struct Fee: FieldList, Hashable, Sendable {
    /// The token of the fee.
    public var token = TokenID(0)
    /// The amount, which may be 0.
    public var amount = Amount.zero

    /// A fee of an amount of a token.
    public init(token: TokenID, amount: Amount) { (self.token, self.amount) = (token, amount) }

    /// No fee.
    public init(unread: ()) {}

    /// Token and amount: 18 bytes.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&amount)
    }
}
