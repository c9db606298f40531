public import Bytes

/// The operations that a trading key may sign.
public struct Scopes: OptionSet, Hashable, Sendable {
    /// The bits as encoded, known or not.
    public let rawValue: UInt8

    /// Bits that may be unknown: see `isKnown`.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Pools and swaps.
    public static let trade = Scopes(rawValue: 1)
    /// Transfers to any account.
    public static let transfer = Scopes(rawValue: 2)
    /// Withdrawals to the owner's own address.
    public static let withdrawToOwner = Scopes(rawValue: 4)
    /// Withdrawals to any receiver.
    public static let withdrawToAny = Scopes(rawValue: 8)
    /// All scopes.
    public static let all = Scopes(rawValue: 15)

    /// Whether every set bit has a meaning.
    public var isKnown: Bool { rawValue & ~Scopes.all.rawValue == 0 }
}

extension Scopes: FieldList {
    /// No scope.
    public init(placeholder: ()) { self = [] }

    /// The bits.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var bits = rawValue
        try visitor.visit(&bits)
        self = Scopes(rawValue: bits)
    }
}
