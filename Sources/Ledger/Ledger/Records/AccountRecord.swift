public import Bytes

/// An account's owner.
public struct AccountRecord: Hashable, Sendable {
    /// Whom the account belongs to.
    public var owner: ChainAddress
    /// Reserved; zero.
    public var flags: UInt32

    /// A record with these fields.
    public init(owner: ChainAddress, flags: UInt32 = 0) {
        (self.owner, self.flags) = (owner, flags)
    }
}

extension AccountRecord: FieldList {
    /// The zero address.
    public init(unread: ()) {
        self.init(owner: ChainAddress(unread: ()))
    }

    /// Owner and flags.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&owner)
        try visitor.visit(&flags)
    }
}
