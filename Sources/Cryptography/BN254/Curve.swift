/// Constants of BN254, also called alt_bn128 (Barreto and Naehrig, eprint 2005/133; EIP-197).
public enum Curve {
    /// The parameter t, of which p and r are polynomials.
    public static let parameter: UInt64 = 4_965_661_367_192_848_881

    /// 6 t + 2 in non-adjacent form, least significant digit first: the steps of Miller's loop.
    static let loopDigits: [Int] = {
        // 6 t + 2 has 65 bits.
        var rest = UInt128(parameter) * 6 + 2
        var digits: [Int] = []
        while rest > 0 {
            let digit = rest & 1 == 0 ? 0 : (rest & 3 == 1 ? 1 : -1)
            digits.append(digit)
            rest = digit < 0 ? (rest + 1) / 2 : (rest - UInt128(digit)) / 2
        }
        return digits
    }()
}
