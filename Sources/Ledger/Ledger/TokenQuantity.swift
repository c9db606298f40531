public import Bytes

/// An amount of a token.
public struct TokenQuantity: FieldList, Hashable, Sendable {
    public var token = TokenID(0)
    public var amount = Amount.zero

    public init(_ token: TokenID, _ amount: Amount) { (self.token, self.amount) = (token, amount) }

    public init(placeholder: ()) {}

    /// Token and amount: 18 bytes.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&token)
        try visitor.visit(&amount)
    }
}

/// One amount for each token of a pool, in the pool's order.
public typealias PoolAmounts = BoundedList<4, Amount>
