public import Fields

/// One of the two groups of order r of BN254: points (x, y) with y^2 = x^3 + b.
public protocol CurveGroup: Sendable {
    associatedtype Coordinate: Field & Hashable & BitwiseCopyable & EncodedCoordinate

    /// The constant b of the equation.
    static var constant: Coordinate { get }
    /// A point of order r.
    static var generator: AffinePoint<Self> { get }
    /// The value times 3 b.
    static func timesThreeConstant(_ value: Coordinate) -> Coordinate
    /// Whether a point of the curve has order r or is infinity.
    static func isInSubgroup(_ point: AffinePoint<Self>) -> Bool
    /// The least prime that divides the number of points of the curve divided by r; `nil` where the
    /// group is the whole curve.
    static var leastCofactorPrime: UInt64? { get }
    /// A scalar in two parts: its multiple is that by the first and the endomorphism of that by the
    /// second.
    static func halves(of scalar: Fr) -> ScalarHalves
    /// The endomorphism that is the multiple by a fixed scalar and costs a few products.
    static func endomorphism(_ point: AffinePoint<Self>) -> AffinePoint<Self>
    /// Replaces point i by the sum of run i; see `cbn254_g1_sum_runs`.
    static func sumRuns(
        _ points: UnsafeMutablePointer<AffinePoint<Self>>,
        lengths: UnsafeMutableBufferPointer<UInt32>, scratch: UnsafeMutablePointer<UInt64>)
}

/// The points of y^2 = x^3 + 3 over `Fp`; all of them have order r.
public enum G1: CurveGroup {
    public static let constant = Fp(3)
    public static let generator = AffinePoint<G1>(x: .one, y: Fp(2))

    /// 9 times the value.
    public static func timesThreeConstant(_ value: Fp) -> Fp {
        value.doubled.doubled.doubled + value
    }

    public static let leastCofactorPrime: UInt64? = nil

    /// The halves for this group's endomorphism.
    public static func halves(of scalar: Fr) -> ScalarHalves { .ofG1(scalar) }

    /// A cube root of one, whose product with x is the multiple by a cube root of one modulo r.
    private static let cubeRoot = Fp(
        stored: .init(
            Integer256(
                0x7193_0c11_d782_e155, 0xa6bb_947c_ffbe_3323,
                0xaa30_3344_d474_1444, 0x2c3b_3f0d_2659_4943)))

    /// The multiple by 36 t^3 + 18 t^2 + 6 t + 1.
    public static func endomorphism(_ point: AffinePoint<G1>) -> AffinePoint<G1> {
        AffinePoint(x: point.x * cubeRoot, y: point.y)
    }

    /// Always true, as the cofactor is one.
    public static func isInSubgroup(_ point: AffinePoint<G1>) -> Bool { true }
}

/// The subgroup of order r of y^2 = x^3 + 3 / (9 + i) over `Fp2`.
public enum G2: CurveGroup {
    public static let constant = Fp2(Fp(3), .zero) * Fp2.nonResidue.inverseOrZero
    private static let threeConstant = constant.tripled

    /// The generator of EIP-197.
    public static let generator = AffinePoint<G2>(
        x: Fp2(
            Fp(
                stored: .init(
                    Integer256(
                        0x8e83_b5d1_02bc_2026, 0xdceb_1935_497b_0172,
                        0xfbb8_2647_9781_1adf, 0x1957_3841_af96_503b))),
            Fp(
                stored: .init(
                    Integer256(
                        0xafb4_737d_a84c_6140, 0x6043_dd5a_5802_d8c4,
                        0x09e9_50fc_52a0_2f86, 0x14fe_f083_3aea_7b6b)))),
        y: Fp2(
            Fp(
                stored: .init(
                    Integer256(
                        0x619d_fa9d_886b_e9f6, 0xfe7f_d297_f59e_9b78,
                        0xff9e_1a62_231b_7dfe, 0x28fd_7eeb_ae9e_4206))),
            Fp(
                stored: .init(
                    Integer256(
                        0x6409_5b56_c718_56ee, 0xdc57_f922_327d_3cbb,
                        0x55f9_35be_3335_1076, 0x0da4_a0e6_93fd_6482)))))

    /// The value times 9 / (9 + i).
    public static func timesThreeConstant(_ value: Fp2) -> Fp2 { value * threeConstant }

    /// Whether a point of the curve has order r or is infinity.
    ///
    /// [t + 1] Q + psi([t] Q) + psi^2([t] Q) = psi^3([2 t] Q), with the endomorphism psi that acts
    /// as p on the subgroup (El Housni, Guillevic, Piellard, eprint 2022/348, section 4.3).
    public static func isInSubgroup(_ point: AffinePoint<G2>) -> Bool {
        let base = ProjectivePoint(point)
        let multiple = base.multiplied(by: Integer256(Curve.parameter))
        let first = frobenius(multiple)
        let second = frobenius(first)
        let third = frobenius(second)
        return multiple + base + first + second == third.doubled
    }

    /// Of 2 p - r, the number of points divided by r.
    public static let leastCofactorPrime: UInt64? = 10_069

    /// The halves for this group's endomorphism.
    public static func halves(of scalar: Fr) -> ScalarHalves { .ofG2(scalar) }

    /// The multiple by p, that is by 6 t^2.
    public static func endomorphism(_ point: AffinePoint<G2>) -> AffinePoint<G2> {
        frobenius(point)
    }

    /// The endomorphism psi: the power to p on the untwisted curve, mapped to the twist.
    static func frobenius(_ point: ProjectivePoint<G2>) -> ProjectivePoint<G2> {
        ProjectivePoint(
            x: point.x.conjugate * Fp12.frobeniusFactors[2],
            y: point.y.conjugate * Fp12.frobeniusFactors[3],
            z: point.z.conjugate)
    }

    static func frobenius(_ point: AffinePoint<G2>) -> AffinePoint<G2> {
        AffinePoint(
            x: point.x.conjugate * Fp12.frobeniusFactors[2],
            y: point.y.conjugate * Fp12.frobeniusFactors[3])
    }
}
