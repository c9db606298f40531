public import Fields

/// The cubic extension c0 + c1 v + c2 v^2 of `Fp2` with v^3 = xi = 9 + i.
public struct Fp6: Field {
    public var c0: Fp2
    public var c1: Fp2
    public var c2: Fp2

    /// c0 + c1 v + c2 v^2.
    public init(_ c0: Fp2, _ c1: Fp2, _ c2: Fp2) {
        self.c0 = c0
        self.c1 = c1
        self.c2 = c2
    }

    public static let zero = Fp6(.zero, .zero, .zero)
    public static let one = Fp6(.one, .zero, .zero)

    public static func + (left: Fp6, right: Fp6) -> Fp6 {
        Fp6(left.c0 + right.c0, left.c1 + right.c1, left.c2 + right.c2)
    }

    public static func - (left: Fp6, right: Fp6) -> Fp6 {
        Fp6(left.c0 - right.c0, left.c1 - right.c1, left.c2 - right.c2)
    }

    public static prefix func - (value: Fp6) -> Fp6 { Fp6(-value.c0, -value.c1, -value.c2) }

    /// The product by six products of `Fp2`.
    ///
    /// Karatsuba; Devegili et al., eprint 2006/471, section 4.
    public static func * (a: Fp6, b: Fp6) -> Fp6 {
        let (v0, v1, v2) = (a.c0 * b.c0, a.c1 * b.c1, a.c2 * b.c2)
        let cross12 = (a.c1 + a.c2) * (b.c1 + b.c2) - v1 - v2
        let cross01 = (a.c0 + a.c1) * (b.c0 + b.c1) - v0 - v1
        let cross02 = (a.c0 + a.c2) * (b.c0 + b.c2) - v0 - v2
        return Fp6(
            v0 + cross12.timesNonResidue, cross01 + v2.timesNonResidue, cross02 + v1)
    }

    /// The square by Chung and Hasan's SQR2 (Devegili et al., section 4).
    public var squared: Fp6 {
        let s0 = c0.squared
        let s1 = (c0 * c1).doubled
        let s2 = (c0 - c1 + c2).squared
        let s3 = (c1 * c2).doubled
        let s4 = c2.squared
        return Fp6(
            s0 + s3.timesNonResidue, s1 + s4.timesNonResidue, s1 + s2 + s3 - s0 - s4)
    }

    /// The inverse: the adjugate of multiplication by the value over its norm; zero for zero.
    public var inverseOrZero: Fp6 {
        let t0 = c0.squared - (c1 * c2).timesNonResidue
        let t1 = c2.squared.timesNonResidue - c0 * c1
        let t2 = c1.squared - c0 * c2
        let norm = c0 * t0 + (c2 * t1 + c1 * t2).timesNonResidue
        let inverse = norm.inverseOrZero
        return Fp6(t0 * inverse, t1 * inverse, t2 * inverse)
    }

    /// The value times v.
    public var timesGenerator: Fp6 { Fp6(c2.timesNonResidue, c0, c1) }

    /// The value times an element of `Fp2`.
    public func scaled(by factor: Fp2) -> Fp6 {
        Fp6(c0 * factor, c1 * factor, c2 * factor)
    }

    /// The value times b0 + b1 v: five products.
    func times(_ b0: Fp2, _ b1: Fp2) -> Fp6 {
        let (v0, v1) = (c0 * b0, c1 * b1)
        return Fp6(
            v0 + (c2 * b1).timesNonResidue, (c0 + c1) * (b0 + b1) - v0 - v1, c2 * b0 + v1)
    }
}
