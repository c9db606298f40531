/// A scalar as first + second * e, where e is the factor of a group's endomorphism.
///
/// Both have at most 128 bits, so a multiple needs half as many doublings (Gallant, Lambert, Vanstone,
/// CRYPTO 2001; Galbraith, Lin, Scott, EUROCRYPT 2009 for G2). Small scalars of either sign stay
/// small.
public struct ScalarHalves: Sendable, Equatable {
    /// An integer of 128 bits and a sign.
    public struct Half: Sendable, Equatable {
        public let magnitude: UInt128
        public let isNegative: Bool
    }

    public let first: Half
    public let second: Half

    private init(_ first: UInt128, _ second: UInt128, isSecondNegative: Bool, isNegated: Bool) {
        self.first = Half(magnitude: first, isNegative: isNegated)
        self.second = Half(magnitude: second, isNegative: isSecondNegative != isNegated)
    }

    /// The scalar or its negation, whichever is the smaller integer, and whether it is the negation.
    private static func smaller(_ scalar: Fr) -> (value: Integer256, isNegated: Bool) {
        let value = scalar.canonical
        let negated = Fr.modulus.subtractingReportingBorrow(value).difference
        return negated < value ? (negated, true) : (value, false)
    }

    private static let t = UInt128(Curve.parameter)
    /// 2 t + 1, 6 t^2 + 2 t and 6 t^2 + 4 t + 1: the lattice of the endomorphism of G1 has the
    /// vectors (short, -long) and (longer, short).
    private static let short = 2 * t + 1
    private static let long = 6 * t * t + 2 * t
    private static let longer = 6 * t * t + 4 * t + 1
    private static let sixSquares = 6 * t * t

    /// 2^256 times short / r, long / r and 1 / 6 t^2, rounded down.
    private static let shortQuotient = Integer256(0xd91d_232e_c7e0_b3d7, 2)
    private static let longQuotient = Integer256(0x7a7b_d9d4_391e_b18d, 0x4cce_f014_a773_d2cf, 2)
    private static let inverseOfSixSquares = Integer256(
        0x2cb6_2031_c8e0_1941, 0x4cce_f014_a773_d2d5, 2)

    /// Halves for `G1.endomorphism`.
    ///
    /// The scalar k minus floor(k short / r) (short, -long) and floor(k long / r) (longer, short) in
    /// the first place, with quotients that may be one too small: first in [0, 2 short + 2 longer),
    /// second in (-2 long, 2 short), so arithmetic modulo 2^128 shows both.
    static func ofG1(_ scalar: Fr) -> ScalarHalves {
        let (value, isNegated) = smaller(scalar)
        let (c1, c2) = (value.high(shortQuotient), value.high(longQuotient))
        let first = value.low128 &- c1 &* short &- c2 &* longer
        let second = c1 &* long &- c2 &* short
        let isNegative = second >> 127 != 0 || second > 2 * short
        return ScalarHalves(
            first, isNegative ? 0 &- second : second, isSecondNegative: isNegative,
            isNegated: isNegated)
    }

    /// Halves for `G2.endomorphism`: remainder and quotient by 6 t^2, to which p is congruent.
    static func ofG2(_ scalar: Fr) -> ScalarHalves {
        let (value, isNegated) = smaller(scalar)
        var quotient = value.high(inverseOfSixSquares)
        var rest = value.low128 &- quotient &* sixSquares
        if rest >= sixSquares {
            rest -= sixSquares
            quotient += 1
        }
        return ScalarHalves(rest, quotient, isSecondNegative: false, isNegated: isNegated)
    }
}

extension Integer256 {
    /// The integer modulo 2^128.
    fileprivate var low128: UInt128 { UInt128(words[1]) << 64 | UInt128(words[0]) }

    private var high128: UInt128 { UInt128(words[3]) << 64 | UInt128(words[2]) }

    /// The product divided by 2^256, rounded down, which must be below 2^128.
    fileprivate func high(_ other: Integer256) -> UInt128 {
        let low = low128.multipliedFullWidth(by: other.low128).high
        let left = high128.multipliedFullWidth(by: other.low128)
        let right = low128.multipliedFullWidth(by: other.high128)
        let (sum, carry) = left.low.addingReportingOverflow(right.low)
        let (_, second) = sum.addingReportingOverflow(low)
        return high128 * other.high128 + left.high + right.high + (carry ? 1 : 0)
            + (second ? 1 : 0)
    }
}
