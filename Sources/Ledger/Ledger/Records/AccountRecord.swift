public import Bytes

/// The owner of an account.
public struct AccountRecord: Hashable, Sendable {
    /// The wallet address that the account belongs to.
    public var owner: ChainAddress
    /// Reserved; zero.
    public var flags: UInt32

    public init(owner: ChainAddress, flags: UInt32 = 0) {
        (self.owner, self.flags) = (owner, flags)
    }
}

extension AccountRecord: FieldList {
    /// An account of the zero address.
    public init(placeholder: ()) {
        self.init(owner: ChainAddress(placeholder: ()))
    }

    /// Owner and flags.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&owner)
        try visitor.visit(&flags)
    }
}
