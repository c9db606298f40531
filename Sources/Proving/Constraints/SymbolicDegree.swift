public import Fields

/// The degree of an expression in the columns: sums take the larger, products add.
public struct SymbolicDegree: ConstraintValue, Equatable {
    /// The degree.
    public let degree: Int
    /// Whether it depends on the place of the row: on `isFirst`, `isLast` or `isTransition`.
    public let usesSelector: Bool

    /// An expression of a degree.
    public init(degree: Int, usesSelector: Bool = false) {
        self.degree = degree
        self.usesSelector = usesSelector
    }

    /// A constant has degree 0.
    public init(constant: Goldilocks) {
        self.init(degree: 0)
    }

    /// The larger degree.
    public static func + (left: Self, right: Self) -> Self {
        SymbolicDegree(
            degree: max(left.degree, right.degree),
            usesSelector: left.usesSelector || right.usesSelector)
    }

    /// The larger degree.
    public static func - (left: Self, right: Self) -> Self { left + right }

    /// The sum of the degrees.
    public static func * (left: Self, right: Self) -> Self {
        SymbolicDegree(
            degree: left.degree + right.degree,
            usesSelector: left.usesSelector || right.usesSelector)
    }

    /// The same degree.
    public static prefix func - (value: Self) -> Self { value }
}
