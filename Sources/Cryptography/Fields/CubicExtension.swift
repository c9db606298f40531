/// The field of proof challenges: Goldilocks[x] / (x^3 - 2), of about 2^192 elements.
///
/// p = 1 modulo 3 and 2 is no cube modulo p (2 has order 192, which does not divide
/// (p - 1) / 3), so x^3 - 2 is irreducible (Lidl and Niederreiter, theorem 3.75).
public struct CubicExtension: Sendable {
    /// The coefficient of x^0.
    public var c0: Goldilocks
    /// The coefficient of x^1.
    public var c1: Goldilocks
    /// The coefficient of x^2.
    public var c2: Goldilocks

    /// The element with the given coefficients, that of x^0 first.
    public init(_ c0: Goldilocks, _ c1: Goldilocks, _ c2: Goldilocks) {
        self.c0 = c0
        self.c1 = c1
        self.c2 = c2
    }

    /// An element of the base field.
    public init(_ base: Goldilocks) {
        self.init(base, .zero, .zero)
    }

    /// The value times an element of the base field.
    public func scaled(by factor: Goldilocks) -> CubicExtension {
        CubicExtension(c0 * factor, c1 * factor, c2 * factor)
    }
}

extension CubicExtension: Field {
    /// Zero.
    public static var zero: CubicExtension { CubicExtension(.zero) }

    /// One.
    public static var one: CubicExtension { CubicExtension(.one) }

    /// Whether both are the same element.
    public static func == (left: CubicExtension, right: CubicExtension) -> Bool {
        left.c0 == right.c0 && left.c1 == right.c1 && left.c2 == right.c2
    }

    /// The sum.
    public static func + (left: CubicExtension, right: CubicExtension) -> CubicExtension {
        CubicExtension(left.c0 + right.c0, left.c1 + right.c1, left.c2 + right.c2)
    }

    /// The difference.
    public static func - (left: CubicExtension, right: CubicExtension) -> CubicExtension {
        CubicExtension(left.c0 - right.c0, left.c1 - right.c1, left.c2 - right.c2)
    }

    /// The additive inverse.
    public static prefix func - (value: CubicExtension) -> CubicExtension {
        CubicExtension(-value.c0, -value.c1, -value.c2)
    }

    /// The product.
    public static func * (left: CubicExtension, right: CubicExtension) -> CubicExtension {
        let (a, b) = (left, right)
        // x^3 = 2, so a product of total degree 3 + k counts twice at degree k.
        let (d1, d2) = (b.c1.doubled, b.c2.doubled)
        return CubicExtension(
            ProductSum(a.c0, b.c0).adding(a.c1, d2).adding(a.c2, d1).reduced,
            ProductSum(a.c0, b.c1).adding(a.c1, b.c0).adding(a.c2, d2).reduced,
            ProductSum(a.c0, b.c2).adding(a.c1, b.c1).adding(a.c2, b.c0).reduced)
    }

    /// The square, with six products of the base field.
    public var squared: CubicExtension {
        let (d0, d1) = (c0.doubled, c1.doubled)
        return CubicExtension(
            ProductSum(c0, c0).adding(d1.doubled, c2).reduced,
            ProductSum(d0, c1).adding(c2.doubled, c2).reduced,
            ProductSum(d0, c2).adding(c1, c1).reduced)
    }

    /// The inverse: the adjugate of multiplication by the value over its norm.
    ///
    /// (c0^2 - 2 c1 c2) + (2 c2^2 - c0 c1) x + (c1^2 - c0 c2) x^2 times the value is the norm
    /// c0^3 + 2 c1^3 + 4 c2^3 - 6 c0 c1 c2.
    public var inverseOrZero: CubicExtension {
        let adjugate = CubicExtension(
            c0.squared - (c1 * c2).doubled,
            c2.squared.doubled - c0 * c1,
            c1.squared - c0 * c2)
        let norm = ProductSum(c0, adjugate.c0)
            .adding(c1.doubled, adjugate.c2).adding(c2.doubled, adjugate.c1).reduced
        return adjugate.scaled(by: norm.inverseOrZero)
    }
}
