public import Bytes

/// A debt in unified dollars of a sub-account against collateral in one token.
public struct VaultRecord: FieldList, Hashable, Sendable {
    /// The collateral.
    public var collateral = Amount.zero
    /// The dollars that were lent and not repaid.
    public var principal = Amount.zero
    /// The interest owed when `index` was the dollar's.
    public var interest = Amount.zero
    /// The interest index up to which `interest` is computed.
    public var index = Amount.zero

    public init() {}

    public init(placeholder: ()) {}

    /// Collateral, principal, interest, index.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&collateral)
        try visitor.visit(&principal)
        try visitor.visit(&interest)
        try visitor.visit(&index)
    }

    /// The interest and the principal owed; `nil` when they do not fit.
    public var debt: Amount? { principal.adding(interest) }
}
