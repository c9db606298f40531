import CBN254
public import Fields

/// The quadratic extension c0 + c1 i of `Fp` with i^2 = -1: coordinates of G2.
///
/// p = 3 modulo 4, so -1 is no square and i^2 + 1 irreducible.
public struct Fp2: Field, Hashable, BitwiseCopyable {
    public var c0: Fp
    public var c1: Fp

    /// c0 + c1 i.
    public init(_ c0: Fp, _ c1: Fp) {
        self.c0 = c0
        self.c1 = c1
    }

    private init(_ pair: cbn254_pair) {
        self.init(Fp(stored: pair.c0), Fp(stored: pair.c1))
    }

    private var pair: cbn254_pair { cbn254_pair(c0: c0.stored, c1: c1.stored) }

    public static let zero = Fp2(.zero, .zero)
    public static let one = Fp2(.one, .zero)

    /// The element xi = 9 + i, whose cube and square roots the higher fields adjoin.
    public static let nonResidue = Fp2(Fp(9), .one)

    public static func + (left: Fp2, right: Fp2) -> Fp2 {
        Fp2(left.c0 + right.c0, left.c1 + right.c1)
    }

    public static func - (left: Fp2, right: Fp2) -> Fp2 {
        Fp2(left.c0 - right.c0, left.c1 - right.c1)
    }

    public static func * (left: Fp2, right: Fp2) -> Fp2 {
        Fp2(cbn254_fp2_multiply(bestLevel, left.pair, right.pair))
    }

    public static prefix func - (value: Fp2) -> Fp2 { Fp2(-value.c0, -value.c1) }

    public var squared: Fp2 { Fp2(cbn254_fp2_square(bestLevel, pair)) }

    /// The inverse (c0 - c1 i) / (c0^2 + c1^2); zero for zero.
    public var inverseOrZero: Fp2 {
        let inverse = (c0.squared + c1.squared).inverseOrZero
        return Fp2(c0 * inverse, -(c1 * inverse))
    }

    /// The conjugate c0 - c1 i, the power to p.
    public var conjugate: Fp2 { Fp2(c0, -c1) }

    /// The value times an element of the base field.
    public func scaled(by factor: Fp) -> Fp2 { Fp2(c0 * factor, c1 * factor) }

    /// The value times xi: (9 c0 - c1) + (9 c1 + c0) i.
    public var timesNonResidue: Fp2 {
        let eight = doubled.doubled.doubled
        return Fp2(eight.c0 + c0 - c1, eight.c1 + c1 + c0)
    }

    /// A square root, or `nil` for a non-square.
    ///
    /// If the root is x + y i, then c0 = x^2 - y^2 and the norm n of the value is (x^2 + y^2)^2, so
    /// x^2 = (c0 + sqrt(n)) / 2 for one of the two roots of n, and y = c1 / 2x.
    public var squareRoot: Fp2? {
        if c1 == .zero {
            // -1 is no square, so c0 or -c0 is one.
            if let root = c0.squareRoot { return Fp2(root, .zero) }
            return (-c0).squareRoot.map { Fp2(.zero, $0) }
        }
        guard let norm = (c0.squared + c1.squared).squareRoot else { return nil }
        let half = Fp(2).inverseOrZero
        guard let x = ((c0 + norm) * half).squareRoot ?? ((c0 - norm) * half).squareRoot
        else { return nil }
        let root = Fp2(x, c1 * half * x.inverseOrZero)
        return root.squared == self ? root : nil
    }
}
