public import Fields

/// The quadratic extension c0 + c1 w of `Fp6` with w^2 = v: the field of pairing values.
public struct Fp12: Field {
    public var c0: Fp6
    public var c1: Fp6

    /// c0 + c1 w.
    public init(_ c0: Fp6, _ c1: Fp6) {
        self.c0 = c0
        self.c1 = c1
    }

    public static let zero = Fp12(.zero, .zero)
    public static let one = Fp12(.one, .zero)

    public static func + (left: Fp12, right: Fp12) -> Fp12 {
        Fp12(left.c0 + right.c0, left.c1 + right.c1)
    }

    public static func - (left: Fp12, right: Fp12) -> Fp12 {
        Fp12(left.c0 - right.c0, left.c1 - right.c1)
    }

    public static prefix func - (value: Fp12) -> Fp12 { Fp12(-value.c0, -value.c1) }

    public static func * (a: Fp12, b: Fp12) -> Fp12 {
        let (v0, v1) = (a.c0 * b.c0, a.c1 * b.c1)
        return Fp12(
            v0 + v1.timesGenerator, (a.c0 + a.c1) * (b.c0 + b.c1) - v0 - v1)
    }

    /// The square (c0 + c1)(c0 + v c1) - (1 + v) c0 c1 + 2 c0 c1 w.
    public var squared: Fp12 {
        let product = c0 * c1
        let first = (c0 + c1) * (c0 + c1.timesGenerator)
        return Fp12(first - product - product.timesGenerator, product.doubled)
    }

    public var inverseOrZero: Fp12 {
        let inverse = (c0.squared - c1.squared.timesGenerator).inverseOrZero
        return Fp12(c0 * inverse, -(c1 * inverse))
    }

    /// The conjugate c0 - c1 w, the power to p^6; on values of norm one it is the inverse.
    public var conjugate: Fp12 { Fp12(c0, -c1) }

    /// The value times a line a + (b + c v) w.
    func times(line a: Fp2, _ b: Fp2, _ c: Fp2) -> Fp12 {
        let v0 = c0.scaled(by: a)
        let v1 = c1.times(b, c)
        return Fp12(v0 + v1.timesGenerator, (c0 + c1).times(a + b, c) - v0 - v1)
    }

    /// The power to p.
    ///
    /// Over `Fp2` the value is the sum of a_k w^k, and w^p = w * xi^((p - 1) / 6).
    public var frobenius: Fp12 {
        let g = Self.frobeniusFactors
        return Fp12(
            Fp6(c0.c0.conjugate, c0.c1.conjugate * g[2], c0.c2.conjugate * g[4]),
            Fp6(c1.c0.conjugate * g[1], c1.c1.conjugate * g[3], c1.c2.conjugate * g[5]))
    }

    /// Factors xi^(k (p - 1) / 6) for k in `0..<6`.
    static let frobeniusFactors: [Fp2] = {
        let exponent = Fp.modulus.subtractingReportingBorrow(Integer256(1)).difference
            .dividedReportingRemainder(by: 6).quotient
        let factor = Fp2.nonResidue.raised(to: exponent)
        var powers = [Fp2.one]
        for _ in 1..<6 { powers.append(powers[powers.count - 1] * factor) }
        return powers
    }()
}

extension Fp12 {
    /// The square of a value whose power to p^6 + 1 and to p^4 - p^2 + 1 is one.
    ///
    /// Granger and Scott, "Faster Squaring in the Cyclotomic Subgroup of Sixth Degree Extensions",
    /// eprint 2009/565, section 3.2: three squares in degree four.
    var cyclotomicSquared: Fp12 {
        let (a0, a1) = Self.squareInDegreeFour(c0.c0, c1.c1)
        let (b0, b1) = Self.squareInDegreeFour(c1.c0, c0.c2)
        let (d0, d1) = Self.squareInDegreeFour(c0.c1, c1.c2)
        return Fp12(
            Fp6(
                a0.tripled - c0.c0.doubled, b0.tripled - c0.c1.doubled,
                d0.tripled - c0.c2.doubled),
            Fp6(
                d1.timesNonResidue.tripled + c1.c0.doubled, a1.tripled + c1.c1.doubled,
                b1.tripled + c1.c2.doubled))
    }

    /// The square (x + y s)^2 = (x^2 + xi y^2) + 2 x y s, where s^2 = xi.
    private static func squareInDegreeFour(_ x: Fp2, _ y: Fp2) -> (Fp2, Fp2) {
        let product = x * y
        let square = (x + y) * (x + y.timesNonResidue) - product - product.timesNonResidue
        return (square, product.doubled)
    }

    /// The power of a cyclotomic value to t = 4965661367192848881, the parameter of the curve.
    var cyclotomicPowerOfParameter: Fp12 {
        var result = self
        for index in (0..<62).reversed() {
            result = result.cyclotomicSquared
            if Curve.parameter >> UInt64(index) & 1 == 1 { result *= self }
        }
        return result
    }
}

extension Field {
    var tripled: Self { doubled + self }
}
