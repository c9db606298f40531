public import Bytes

/// A trading key and the nonces that it has used.
public struct KeyRecord: Hashable, Sendable {
    /// The encoded public key, which need not be a valid point.
    public var publicKey: Bytes40
    /// The operations that the key may sign.
    public var scopes: Scopes
    /// The last second at which it may sign, since 1970; 0 for no end.
    public var expiry: UInt64
    public var nonces: NonceWindow

    public init(publicKey: Bytes40, scopes: Scopes, expiry: UInt64, nonces: NonceWindow) {
        (self.publicKey, self.scopes) = (publicKey, scopes)
        (self.expiry, self.nonces) = (expiry, nonces)
    }
}

extension KeyRecord: FieldList {
    /// A key without scopes.
    public init(placeholder: ()) {
        self.init(publicKey: Bytes40(), scopes: [], expiry: 0, nonces: NonceWindow())
    }

    /// Public key, scopes, expiry, nonces.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&publicKey)
        try visitor.visit(&scopes)
        try visitor.visit(&expiry)
        try visitor.visit(&nonces)
    }
}
