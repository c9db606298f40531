public import Bytes
public import Ledger

/// What an operation moved into or out of a vault.
public struct VaultChange: FieldList, Hashable, Sendable {
    /// The collateral put in or taken out.
    public var collateral = Amount.zero
    /// The principal lent or repaid.
    public var principal = Amount.zero
    /// The interest paid.
    public var interest = Amount.zero
    /// The principal that nobody owes any longer, as nothing was left to pay it.
    public var badDebt = Amount.zero

    public init(
        collateral: Amount, principal: Amount, interest: Amount = .zero, badDebt: Amount = .zero
    ) {
        (self.collateral, self.principal) = (collateral, principal)
        (self.interest, self.badDebt) = (interest, badDebt)
    }

    public init(placeholder: ()) {}

    /// The amounts in the order above.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&collateral)
        try visitor.visit(&principal)
        try visitor.visit(&interest)
        try visitor.visit(&badDebt)
    }
}
