public import CBN254
import Fields

/// The field of scalars: integers modulo r, the order of both groups, 254 bits.
public struct Fr: MontgomeryField {
    public let stored: cbn254_element

    public init(stored: cbn254_element) {
        self.stored = stored
    }

    public static let modulus = Integer256(
        0x43e1_f593_f000_0001, 0x2833_e848_79b9_7091,
        0xb850_45b6_8181_585d, 0x3064_4e72_e131_a029)

    public static let squaredRadix = cbn254_element(
        word: (
            0x1bb8_e645_ae21_6da7, 0x53fe_3ab1_e35c_59e3,
            0x8c49_833d_53bb_8085, 0x0216_d0b1_7f4e_44a5
        ))

    public static let one = Fr(
        stored: cbn254_element(
            word: (
                0xac96_341c_4fff_fffb, 0x36fc_7695_9f60_cd29,
                0x666e_a36f_7879_462e, 0x0e0a_77c1_9a07_df2f
            )))

    public static func + (left: Fr, right: Fr) -> Fr {
        Fr(stored: cbn254_fr_add(left.stored, right.stored))
    }

    public static func - (left: Fr, right: Fr) -> Fr {
        Fr(stored: cbn254_fr_subtract(left.stored, right.stored))
    }

    public static func * (left: Fr, right: Fr) -> Fr {
        Fr(stored: cbn254_fr_multiply(bestLevel, left.stored, right.stored))
    }

    public static prefix func - (value: Fr) -> Fr { .zero - value }

    public var squared: Fr { self * self }

    /// The inverse by Fermat, in time that does not depend on the value; zero for zero.
    public var inverseOrZero: Fr {
        Fr(stored: cbn254_fr_invert(bestLevel, stored))
    }
}

extension Fr {
    /// The largest k for which 2^k divides r - 1.
    public static let twoAdicity = 28

    /// A primitive root of unity of order 2^log2, for log2 in `0...28`: a power of 5, as in snarkjs.
    public static func rootOfUnity(log2: Int) -> Fr {
        precondition((0...twoAdicity).contains(log2))
        return greatestRoot.squared(times: twoAdicity - log2)
    }

    /// The root of order 2^28: 5^((r - 1) / 2^28).
    private static let greatestRoot = Fr(5).raised(
        to: Integer256(
            0x9b97_0914_3e1f_593f, 0x1815_85d2_833e_8487, 0x131a_029b_8504_5b68,
            0x0000_0003_0644_e72e))
}
