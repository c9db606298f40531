public import CBN254
import Fields

/// The field of coordinates: integers modulo p, 254 bits.
public struct Fp: MontgomeryField {
    public let stored: cbn254_element

    public init(stored: cbn254_element) {
        self.stored = stored
    }

    public static let modulus = Integer256(
        0x3c20_8c16_d87c_fd47, 0x9781_6a91_6871_ca8d,
        0xb850_45b6_8181_585d, 0x3064_4e72_e131_a029)

    public static let squaredRadix = cbn254_element(
        word: (
            0xf32c_fc5b_538a_fa89, 0xb5e7_1911_d445_01fb,
            0x47ab_1eff_0a41_7ff6, 0x06d8_9f71_cab8_351f
        ))

    public static let one = Fp(
        stored: cbn254_element(
            word: (
                0xd35d_438d_c58f_0d9d, 0x0a78_eb28_f5c7_0b3d,
                0x666e_a36f_7879_462c, 0x0e0a_77c1_9a07_df2f
            )))

    public static func + (left: Fp, right: Fp) -> Fp {
        Fp(stored: cbn254_fp_add(left.stored, right.stored))
    }

    public static func - (left: Fp, right: Fp) -> Fp {
        Fp(stored: cbn254_fp_subtract(left.stored, right.stored))
    }

    public static func * (left: Fp, right: Fp) -> Fp {
        Fp(stored: cbn254_fp_multiply(bestLevel, left.stored, right.stored))
    }

    public static prefix func - (value: Fp) -> Fp { .zero - value }

    public var squared: Fp { self * self }

    /// The inverse by Fermat, in time that does not depend on the value; zero for zero.
    public var inverseOrZero: Fp {
        Fp(stored: cbn254_fp_invert(bestLevel, stored))
    }
}

extension Fp {
    /// A square root, or `nil` for a non-square: the power to (p + 1) / 4, as p = 3 modulo 4.
    public var squareRoot: Fp? {
        let root = raised(
            to: Integer256(
                0x4f08_2305_b61f_3f52, 0x65e0_5aa4_5a1c_72a3,
                0x6e14_116d_a060_5617, 0x0c19_139c_b84c_680a))
        return root.squared == self ? root : nil
    }

    /// Whether the canonical integer is at most (p - 1) / 2.
    public var isLowerHalf: Bool { canonical <= (-self).canonical }
}
