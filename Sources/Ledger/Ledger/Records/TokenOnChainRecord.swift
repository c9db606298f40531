public import Bytes

/// A token's contract on a chain, and how much the chain should hold of it.
public struct TokenOnChainRecord: FieldList, Hashable, Sendable {
    public var contract = ChainAddress(placeholder: ())
    /// The token's decimals there, at most 18.
    public var decimals: UInt8 = 0
    /// The reserve below which taking more out has a fee; at most
    /// `LedgerLimits.maximumReserveTarget`, 0 for none.
    public var reserveTarget = Amount.zero

    public init(contract: ChainAddress, decimals: UInt8) {
        (self.contract, self.decimals) = (contract, decimals)
    }

    public init(placeholder: ()) {}

    /// Contract, decimals, reserve target.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&contract)
        try visitor.visit(&decimals)
        try visitor.visit(&reserveTarget)
        guard decimals <= LedgerLimits.decimals else {
            throw visitor.failure(.invalidValue(field: "token decimals"))
        }
        guard reserveTarget <= LedgerLimits.maximumReserveTarget else {
            throw visitor.failure(.invalidValue(field: "reserve target"))
        }
    }

    /// Layer-2 units of one unit on the chain.
    public var scale: UInt64 { Amount.scale(decimals: decimals) }
}
