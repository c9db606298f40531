public import Bytes
import Fields

/// An element of the prime-order group EcGFp5, about 2^319 elements.
///
/// The curve is y^2 = x (x^2 + 2x + 263z) over Goldilocks[z] / (z^5 - 3). Coordinates are the
/// fractions x = X/Z and u = x/y = U/T; the neutral element is (0, 0), for which u is 0. All
/// formulas are complete: they have no exceptions. Pornin, "EcGFp5: a Specialized Elliptic
/// Curve", eprint 2022/274, sections 2 and 4.
public struct EcGFp5Point: Sendable {
    // Fractional coordinates X, Z, U, T; the denominators are never zero.
    var numeratorX: QuinticExtension
    var denominatorX: QuinticExtension
    var numeratorU: QuinticExtension
    var denominatorU: QuinticExtension

    /// The neutral element.
    public static var neutral: EcGFp5Point { EcGFp5Point(x: .zero, u: .zero) }

    /// The conventional generator, whose encoding is 4.
    public static var generator: EcGFp5Point {
        EcGFp5Point(
            x: QuinticExtension(
                Goldilocks(reducing: 0xb2ca_178e_cf44_53a1),
                Goldilocks(reducing: 0x3c75_7788_836d_3ea4),
                Goldilocks(reducing: 0x48d7_f28a_26da_fd0b),
                Goldilocks(reducing: 0x1e0f_15c7_fd44_c28e),
                Goldilocks(reducing: 0x21fa_7ffc_c825_2211)),
            // 1/4
            u: QuinticExtension(Goldilocks(reducing: 0xbfff_ffff_4000_0001)))
    }

    /// The point with affine coordinates on the curve.
    init(x: QuinticExtension, u: QuinticExtension) {
        numeratorX = x
        denominatorX = .one
        numeratorU = u
        denominatorU = .one
    }

    private init(
        _ numeratorX: QuinticExtension, _ denominatorX: QuinticExtension,
        _ numeratorU: QuinticExtension, _ denominatorU: QuinticExtension
    ) {
        self.numeratorX = numeratorX
        self.denominatorX = denominatorX
        self.numeratorU = numeratorU
        self.denominatorU = denominatorU
    }

    /// Whether this is the neutral element.
    public var isNeutral: Bool { numeratorU == .zero }
}

extension EcGFp5Point: Equatable {
    /// Whether both are the same group element: u = x/y differs between any two.
    public static func == (left: EcGFp5Point, right: EcGFp5Point) -> Bool {
        left.numeratorU * right.denominatorU == right.numeratorU * left.denominatorU
    }
}

extension EcGFp5Point {
    /// The sum in the group, with ten products.
    public static func + (left: EcGFp5Point, right: EcGFp5Point) -> EcGFp5Point {
        let xx = left.numeratorX * right.numeratorX
        let zz = left.denominatorX * right.denominatorX
        let uu = left.numeratorU * right.numeratorU
        let tt = left.denominatorU * right.denominatorU
        let crossX =
            (left.numeratorX + left.denominatorX) * (right.numeratorX + right.denominatorX)
            - xx - zz
        let crossU =
            (left.numeratorU + left.denominatorU) * (right.numeratorU + right.denominatorU)
            - uu - tt
        return sum(xx, zz, uu, tt, crossX: crossX, crossU: crossU)
    }

    /// The sum with a point of denominators one, with eight products.
    public static func + (left: EcGFp5Point, right: AffinePoint) -> EcGFp5Point {
        sum(
            left.numeratorX * right.x, left.denominatorX,
            left.numeratorU * right.u, left.denominatorU,
            crossX: left.numeratorX + left.denominatorX * right.x,
            crossU: left.numeratorU + left.denominatorU * right.u)
    }

    /// The inverse in the group.
    public static prefix func - (point: EcGFp5Point) -> EcGFp5Point {
        EcGFp5Point(
            point.numeratorX, point.denominatorX, -point.numeratorU, point.denominatorU)
    }

    /// The point added to itself.
    public var doubled: EcGFp5Point { doubled(times: 1) }

    /// The point doubled `count` times: seven squarings and a product for each after the first.
    ///
    /// A doubling is the isogeny x' = w^2, w' = w - 2(x + 1)/w (where w = 1/u) to a second curve
    /// followed by its dual. In between, and between doublings, coordinates are Jacobian:
    /// x = X/Z^2, w = W/Z.
    public func doubled(times count: Int) -> EcGFp5Point {
        guard count > 0 else { return self }
        let zt = denominatorX * denominatorU
        let ztt = zt * denominatorU
        var x = ztt.squared
        var z = zt * numeratorU
        var w = ztt - ((numeratorX + denominatorX) * numeratorU.squared).doubled
        var remaining = count
        while true {
            // The dual isogeny: x' = 4b / w^2, u' = 2w / (2x - 4 - w^2).
            let (ww, zz) = (w.squared, z.squared)
            let wz2 = (w + z).squared - ww - zz
            let next = x.doubled - zz.doubled.doubled - ww
            remaining -= 1
            if remaining == 0 {
                return EcGFp5Point(zz.timesZ(4 * 263), ww, wz2, next)
            }
            // The first isogeny of the next doubling, from X = 16b z^4, W = next, Z = 2wz.
            let nextX = zz.squared.timesZ(16 * 263)
            let squaredNext = next.squared
            x = squaredNext.squared
            z = next * wz2
            w = squaredNext - (nextX + wz2.squared).doubled
        }
    }

    /// The common part of both additions; cross terms are x1 z2 + x2 z1 and u1 t2 + u2 t1.
    private static func sum(
        _ xx: QuinticExtension, _ zz: QuinticExtension,
        _ uu: QuinticExtension, _ tt: QuinticExtension,
        crossX: QuinticExtension, crossU: QuinticExtension
    ) -> EcGFp5Point {
        let bzz = zz.timesZ(263)
        let total = xx + bzz
        let first = tt * total
        let second = uu * (crossX.timesZ(2 * 263) + total.doubled)
        let third = (tt + uu.doubled) * (crossX + total)
        return EcGFp5Point(
            (third - first).timesZ(263), first - second, crossU * (bzz - xx), first + second)
    }
}

extension EcGFp5Point {
    /// Decodes w = y/x, five canonical integers of 8 bytes, least significant first; `nil` when
    /// an integer is not below p or no group element has that w.
    public init?(encoded: Bytes40) {
        guard let w = QuinticExtension(encoded: encoded) else { return nil }
        self.init(w: w)
    }

    /// The group element with y/x = w; `nil` when there is none.
    ///
    /// x solves x^2 - (w^2 - 2)x + 263z = 0; exactly one of its roots is not a square, and group
    /// elements are the points whose x is not a square (section 2.3).
    init?(w: QuinticExtension) {
        if w == .zero {
            self = .neutral
            return
        }
        let sum = Self.rootSum(w)
        guard let root = Self.discriminant(rootSum: sum).squareRoot else { return nil }
        let first = (sum + root).halved
        self.init(x: first.isSquare ? (sum - root).halved : first, u: w.inverseOrZero)
    }

    /// Whether some group element but the neutral one has y/x = w, without finding it.
    static func isEncoding(_ w: QuinticExtension) -> Bool {
        w != .zero && discriminant(rootSum: rootSum(w)).isSquare
    }

    /// w^2 - 2, the sum of the solutions for x.
    private static func rootSum(_ w: QuinticExtension) -> QuinticExtension {
        w.squared - QuinticExtension(Goldilocks(2))
    }

    /// The square of their difference.
    private static func discriminant(rootSum sum: QuinticExtension) -> QuinticExtension {
        sum.squared - QuinticExtension.one.timesZ(4 * 263)
    }

    /// The canonical encoding: w = y/x, zero for the neutral element.
    public var encoded: Bytes40 { w.encoded }

    /// y/x, zero for the neutral element.
    var w: QuinticExtension { denominatorU * numeratorU.inverseOrZero }

    /// Whether the encoding of this point is that of `w`, without an inversion.
    func hasEncoding(_ w: QuinticExtension) -> Bool {
        isNeutral ? w == .zero : w * numeratorU == denominatorU
    }
}
