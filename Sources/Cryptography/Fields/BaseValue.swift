/// An element of the base field, or its address while a verifier is recorded.
///
/// Code over this protocol runs on elements, and leaves a list of operations behind when it runs on
/// the values of a recorder.
public protocol BaseValue: Sendable {
    /// Bits of the canonical integer of a value.
    associatedtype Bits: BitsValue

    static func + (left: Self, right: Self) -> Self
    static func - (left: Self, right: Self) -> Self
    static func * (left: Self, right: Self) -> Self
    static prefix func - (value: Self) -> Self

    /// The value of a constant.
    init(constant: Goldilocks)

    /// The low bits of the canonical integer, at most 32.
    func lowBits(_ count: Int) -> Bits

    /// Requires that the low bits of the canonical integer are zero, at most 32.
    ///
    /// An element returns whether they are; a recorder notes the requirement and returns `true`.
    func requireZeroBits(_ count: Int) -> Bool
}

/// The bits of an integer, or their addresses while a verifier is recorded: the place of a row.
public protocol BitsValue: Sendable {
    /// The integer without its low bits: that of the bits above them.
    func droppingLowBits(_ count: Int) -> Self
}

extension Goldilocks: BaseValue {
    /// The element itself.
    public init(constant: Goldilocks) { self = constant }

    /// The low bits of the canonical integer.
    public func lowBits(_ count: Int) -> Int {
        precondition((0...32).contains(count))
        return Int(truncatingIfNeeded: value & ((1 << UInt64(count)) - 1))
    }

    /// Whether the low bits of the canonical integer are zero.
    public func requireZeroBits(_ count: Int) -> Bool { lowBits(count) == 0 }
}

extension Int: BitsValue {
    /// The integer shifted to the right.
    public func droppingLowBits(_ count: Int) -> Int { self >> count }
}
