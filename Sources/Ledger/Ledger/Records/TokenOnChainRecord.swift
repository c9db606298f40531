public import Bytes

/// A token's contract on a chain.
public struct TokenOnChainRecord: FieldList, Hashable, Sendable {
    public var contract = ChainAddress(placeholder: ())
    /// The token's decimals there, at most 18.
    public var decimals: UInt8 = 0

    public init(contract: ChainAddress, decimals: UInt8) {
        (self.contract, self.decimals) = (contract, decimals)
    }

    public init(placeholder: ()) {}

    /// Contract and decimals.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&contract)
        try visitor.visit(&decimals)
        guard decimals <= LedgerLimits.decimals else {
            throw visitor.failure(.invalidValue(field: "token decimals"))
        }
    }

    /// Layer-2 units of one unit on the chain.
    public var scale: UInt64 { Amount.scale(decimals: decimals) }
}
