public import Fields

/// A column at a point of the extension, in the values of a reading of the verifier.
public struct PointValue<Cubic: CubicValue>: FoldableValue {
    /// The value.
    public let cubic: Cubic

    /// The column with a value.
    public init(_ cubic: Cubic) {
        self.cubic = cubic
    }

    /// A constant, embedded in the extension.
    public init(constant: Goldilocks) {
        cubic = Cubic(constant: CubicExtension(constant))
    }

    /// The sum.
    public static func + (left: Self, right: Self) -> Self { Self(left.cubic + right.cubic) }

    /// The difference.
    public static func - (left: Self, right: Self) -> Self { Self(left.cubic - right.cubic) }

    /// The product.
    public static func * (left: Self, right: Self) -> Self { Self(left.cubic * right.cubic) }

    /// The additive inverse.
    public static prefix func - (value: Self) -> Self { Self(-value.cubic) }

    /// The product in the extension.
    public func weighted(by challenge: Cubic) -> Cubic { challenge * cubic }
}

/// A value of the base field in an equation of the verifier.
public struct ElementValue<Cubic: CubicValue>: FoldableValue {
    /// The value.
    public let element: Cubic.Base

    /// The value of an element.
    public init(_ element: Cubic.Base) {
        self.element = element
    }

    /// The value of a constant.
    public init(constant: Goldilocks) {
        element = Cubic.Base(constant: constant)
    }

    /// The sum.
    public static func + (left: Self, right: Self) -> Self { Self(left.element + right.element) }

    /// The difference.
    public static func - (left: Self, right: Self) -> Self { Self(left.element - right.element) }

    /// The product.
    public static func * (left: Self, right: Self) -> Self { Self(left.element * right.element) }

    /// The additive inverse.
    public static prefix func - (value: Self) -> Self { Self(-value.element) }

    /// The scaled challenge.
    public func weighted(by challenge: Cubic) -> Cubic { challenge.scaled(by: element) }
}
