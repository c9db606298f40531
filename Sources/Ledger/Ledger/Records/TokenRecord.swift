public import Bytes

/// The class of a token.
public enum TokenClass: UInt8, Hashable, Sendable, CaseIterable {
    /// A token of settlement chains without special meaning.
    case ordinary = 0
    /// A stablecoin of settlement chains.
    case stable = 1
    /// A claim on another asset, valued by a rate.
    case voucher = 2
    /// The liquidity share of a pool.
    case share = 3
    /// The network's own dollar.
    case unifiedDollar = 4

    /// Whether a chain may register a token of this class.
    public var isRegistrable: Bool { rawValue <= TokenClass.voucher.rawValue }
}

/// A token; on layer 2 every token has 18 decimals.
public struct TokenRecord: FieldList, Hashable, Sendable {
    /// The token's class.
    public var tokenClass = TokenClass.ordinary
    /// Reserved; zero.
    public var flags: UInt32 = 0
    /// The feed of a voucher's rate; 0 for none.
    public var rateFeed: UInt32 = 0

    /// A token of a class.
    public init(_ tokenClass: TokenClass, flags: UInt32 = 0, rateFeed: UInt32 = 0) {
        (self.tokenClass, self.flags, self.rateFeed) = (tokenClass, flags, rateFeed)
    }

    public init(placeholder: ()) {}

    /// Class, flags, rate feed.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(code: &tokenClass, "token class")
        try visitor.visit(&flags)
        try visitor.visit(&rateFeed)
    }
}
