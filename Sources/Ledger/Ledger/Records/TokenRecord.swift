public import Bytes

/// The class of a token.
public enum TokenClass: UInt8, Hashable, Sendable, CaseIterable {
    /// A token of settlement chains without special meaning.
    case ordinary = 0
    /// A stablecoin of settlement chains.
    case stable = 1
    /// A claim on a growing amount of another token, by a rate.
    case yieldBearing = 2
    /// The liquidity share of a pool.
    case share = 3
    /// The network's own dollar.
    case unifiedDollar = 4

    /// Whether a chain may register a token of this class.
    public var isRegistrable: Bool { rawValue <= TokenClass.yieldBearing.rawValue }
}

/// A token; on layer 2 every token has 18 decimals.
public struct TokenRecord: FieldList, Hashable, Sendable {
    /// The token's class.
    public var tokenClass = TokenClass.ordinary
    /// Reserved; zero.
    public var flags: UInt32 = 0
    /// The token that a yield-bearing one is a claim on; 0 for none.
    public var underlying = TokenID(0)

    /// A token of a class.
    public init(
        _ tokenClass: TokenClass, flags: UInt32 = 0, underlying: TokenID = TokenID(0)
    ) {
        (self.tokenClass, self.flags, self.underlying) = (tokenClass, flags, underlying)
    }

    public init(placeholder: ()) {}

    /// Class, flags, underlying token.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(code: &tokenClass, "token class")
        try visitor.visit(&flags)
        try visitor.visit(&underlying)
    }
}
