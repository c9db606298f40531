/// The digits of a scalar in base 2^width, in (-2^(width-1), 2^(width-1)], least significant first.
///
/// A table of 2^(width-1) multiples serves every digit. The steps are the same for every scalar.
struct SignedDigits {
    private let limbs: InlineArray<5, UInt64>
    private let width: Int
    private var position = 0
    private var carry = 0

    init(_ scalar: EcGFp5Scalar, width: Int) {
        limbs = scalar.limbs
        self.width = width
    }

    /// The number of digits of a scalar of `bitCount` bits: the carry may need one more.
    static func count(bitCount: Int, width: Int) -> Int { bitCount / width + 1 }

    /// The next digit; zeros follow the last.
    mutating func next() -> Int {
        let limb = position >> 6
        let offset = UInt64(position & 63)
        var bits: UInt64 = 0
        if limb < 5 { bits = limbs[limb] >> offset }
        if limb < 4, offset > 0 { bits |= limbs[limb + 1] << (64 - offset) }
        let raw = Int(bits & (1 << UInt64(width) - 1)) + carry
        carry = (raw + (1 << (width - 1)) - 1) >> width
        position += width
        return raw - carry << width
    }
}
