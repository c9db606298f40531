/// The field of the key curve EcGFp5: Goldilocks[z] / (z^5 - 3), of about 2^320 elements.
///
/// 3 is no fifth power modulo p, which makes the polynomial irreducible. Formulas follow
/// Pornin, "EcGFp5: a Specialized Elliptic Curve", eprint 2022/274, section 3.
public struct QuinticExtension: Sendable {
    /// The coefficient of z^0.
    public var c0: Goldilocks
    /// The coefficient of z^1.
    public var c1: Goldilocks
    /// The coefficient of z^2.
    public var c2: Goldilocks
    /// The coefficient of z^3.
    public var c3: Goldilocks
    /// The coefficient of z^4.
    public var c4: Goldilocks

    /// The element with the given coefficients, that of z^0 first.
    public init(
        _ c0: Goldilocks, _ c1: Goldilocks, _ c2: Goldilocks, _ c3: Goldilocks, _ c4: Goldilocks
    ) {
        self.c0 = c0
        self.c1 = c1
        self.c2 = c2
        self.c3 = c3
        self.c4 = c4
    }

    /// An element of the base field.
    public init(_ base: Goldilocks) {
        self.init(base, .zero, .zero, .zero, .zero)
    }

    /// The value times an element of the base field.
    public func scaled(by factor: Goldilocks) -> QuinticExtension {
        QuinticExtension(c0 * factor, c1 * factor, c2 * factor, c3 * factor, c4 * factor)
    }
}

extension QuinticExtension: Field {
    /// Zero.
    public static var zero: QuinticExtension { QuinticExtension(.zero) }

    /// One.
    public static var one: QuinticExtension { QuinticExtension(.one) }

    /// Whether both are the same element.
    public static func == (left: QuinticExtension, right: QuinticExtension) -> Bool {
        left.c0 == right.c0 && left.c1 == right.c1 && left.c2 == right.c2
            && left.c3 == right.c3 && left.c4 == right.c4
    }

    /// The sum.
    public static func + (left: QuinticExtension, right: QuinticExtension) -> QuinticExtension {
        QuinticExtension(
            left.c0 + right.c0, left.c1 + right.c1, left.c2 + right.c2, left.c3 + right.c3,
            left.c4 + right.c4)
    }

    /// The difference.
    public static func - (left: QuinticExtension, right: QuinticExtension) -> QuinticExtension {
        QuinticExtension(
            left.c0 - right.c0, left.c1 - right.c1, left.c2 - right.c2, left.c3 - right.c3,
            left.c4 - right.c4)
    }

    /// The additive inverse.
    public static prefix func - (value: QuinticExtension) -> QuinticExtension {
        QuinticExtension(-value.c0, -value.c1, -value.c2, -value.c3, -value.c4)
    }

    /// The product.
    public static func * (left: QuinticExtension, right: QuinticExtension) -> QuinticExtension {
        let (a, b) = (left, right)
        // z^5 = 3, so a product of total degree 5 + k counts three times at degree k.
        let (t1, t2, t3, t4) = (b.c1.tripled, b.c2.tripled, b.c3.tripled, b.c4.tripled)
        return QuinticExtension(
            ProductSum(a.c0, b.c0).adding(a.c1, t4).adding(a.c2, t3).adding(a.c3, t2)
                .adding(a.c4, t1).reduced,
            ProductSum(a.c0, b.c1).adding(a.c1, b.c0).adding(a.c2, t4).adding(a.c3, t3)
                .adding(a.c4, t2).reduced,
            ProductSum(a.c0, b.c2).adding(a.c1, b.c1).adding(a.c2, b.c0).adding(a.c3, t4)
                .adding(a.c4, t3).reduced,
            ProductSum(a.c0, b.c3).adding(a.c1, b.c2).adding(a.c2, b.c1).adding(a.c3, b.c0)
                .adding(a.c4, t4).reduced,
            ProductSum(a.c0, b.c4).adding(a.c1, b.c3).adding(a.c2, b.c2).adding(a.c3, b.c1)
                .adding(a.c4, b.c0).reduced)
    }

    /// The square, with 15 products of the base field.
    public var squared: QuinticExtension {
        let (d0, d1) = (c0.doubled, c1.doubled)
        let (t3, t4) = (c3.tripled, c4.tripled)
        let (s3, s4) = (t3.doubled, t4.doubled)
        return QuinticExtension(
            ProductSum(c0, c0).adding(c1, s4).adding(c2, s3).reduced,
            ProductSum(d0, c1).adding(c2, s4).adding(c3, t3).reduced,
            ProductSum(d0, c2).adding(c1, c1).adding(c3, s4).reduced,
            ProductSum(d0, c3).adding(d1, c2).adding(c4, t4).reduced,
            ProductSum(d0, c4).adding(d1, c3).adding(c2, c2).reduced)
    }

    /// The inverse after Itoh and Tsujii: x^-1 = x^(p + p^2 + p^3 + p^4) / norm(x).
    public var inverseOrZero: QuinticExtension {
        let conjugates = productOfConjugates
        return conjugates.scaled(by: norm(conjugates).inverseOrZero)
    }
}

extension QuinticExtension {
    /// The value to the power p.
    public var frobenius: QuinticExtension {
        QuinticExtension(
            c0, c1 * Self.root1, c2 * Self.root2, c3 * Self.root3, c4 * Self.root4)
    }

    /// The value to the power p^2.
    public var frobeniusTwice: QuinticExtension {
        QuinticExtension(
            c0, c1 * Self.root2, c2 * Self.root4, c3 * Self.root1, c4 * Self.root3)
    }

    /// Whether the value is zero or has a square root: exactly when its norm is a square.
    public var isSquare: Bool { norm(productOfConjugates).isSquare }

    /// A square root; `nil` when there is none.
    ///
    /// Either of the two roots may be returned. Let r = 1 + p + p^2 + p^3 + p^4 and v = x^h with h
    /// = (r + 1) / 2 = 1 + p * (1 + p^2) * (p + 1) / 2. Then v^2 = x * norm(x), so a root is v /
    /// sqrt(norm(x)) (section 3.3).
    public var squareRoot: QuinticExtension? {
        if self == .zero { return .zero }
        guard let root = norm(productOfConjugates).squareRoot else { return nil }
        // (p + 1) / 2 = 1 + 2^31 * (2^32 - 1)
        let power = squared(times: 31)
        let half = self * power.squared(times: 32) * power.inverseOrZero
        let numerator = self * (half * half.frobeniusTwice).frobenius
        return numerator.scaled(by: root.inverseOrZero)
    }

    /// x^(p + p^2 + p^3 + p^4), the product of the other conjugates.
    private var productOfConjugates: QuinticExtension {
        let first = frobenius
        let firstTwo = first * first.frobenius
        return firstTwo * firstTwo.frobeniusTwice
    }

    /// The product of all conjugates, which lies in the base field.
    private func norm(_ conjugates: QuinticExtension) -> Goldilocks {
        ProductSum(c0, conjugates.c0)
            .adding(c1.tripled, conjugates.c4).adding(c2.tripled, conjugates.c3)
            .adding(c3.tripled, conjugates.c2).adding(c4.tripled, conjugates.c1).reduced
    }

    // Powers of 3^((p - 1) / 5), a fifth root of unity: z^p = root1 * z.
    private static var root1: Goldilocks { Goldilocks(unchecked: 0x0e73_6627_a0ae_b983) }
    private static var root2: Goldilocks { Goldilocks(unchecked: 0xdb8e_dc80_2dc0_b266) }
    private static var root3: Goldilocks { Goldilocks(unchecked: 0x02ef_b5c2_a6f3_5241) }
    private static var root4: Goldilocks { Goldilocks(unchecked: 0x130e_0794_8a9d_41d6) }
}

extension Goldilocks {
    /// The value times three.
    var tripled: Goldilocks { doubled + self }
}
