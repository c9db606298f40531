public import Fields

/// A column while a chip is described: an element of a row or at a point, or an expression.
public protocol ConstraintValue: Sendable {
    static func + (left: Self, right: Self) -> Self
    static func - (left: Self, right: Self) -> Self
    static func * (left: Self, right: Self) -> Self
    static prefix func - (value: Self) -> Self

    /// The value of a constant.
    init(constant: Goldilocks)
}

extension ConstraintValue {
    /// Zero.
    public static var zero: Self { Self(constant: .zero) }

    /// One.
    public static var one: Self { Self(constant: .one) }

    /// The value of a small constant.
    public init(_ integer: UInt32) {
        self.init(constant: Goldilocks(integer))
    }
}

/// Values that can be multiplied by a challenge: rows and points.
public protocol FoldableValue: ConstraintValue {
    /// Elements of the cubic extension.
    associatedtype Challenge: CubicValue

    /// The product with a challenge.
    func weighted(by challenge: Challenge) -> Challenge
}

extension Goldilocks: FoldableValue {
    /// Three products of the base field.
    public func weighted(by challenge: CubicExtension) -> CubicExtension {
        challenge.scaled(by: self)
    }
}
