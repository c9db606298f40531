public import Bytes

/// An integer modulo n, the order of EcGFp5, always canonical, in [0, n).
///
/// Products use Montgomery's form with radix 2^320 (Montgomery 1985); no operation branches on
/// or indexes by a value.
public struct EcGFp5Scalar: Sendable {
    /// 64-bit digits, least significant first.
    var limbs: InlineArray<5, UInt64>

    /// The prime n, just below 2^319 (eprint 2022/274, section 2.3).
    static let order: InlineArray<5, UInt64> = [
        0xe80f_d996_948b_ffe1, 0xe888_5c39_d724_a09c, 0x7fff_ffe6_cfb8_0639,
        0x7fff_fff1_0000_0016, 0x7fff_fffd_8000_0007,
    ]

    /// 2^640 modulo n.
    private static let radixSquared: InlineArray<5, UInt64> = [
        0xa010_01dc_e33d_c739, 0x6c32_28d3_3f62_accf, 0xd1d7_96cc_91cf_8525,
        0xaadf_ff5d_1574_c1d8, 0x4aca_13b2_8ca2_51f5,
    ]

    /// -1/n modulo 2^64.
    private static let orderInverse: UInt64 = 0xd78b_ef72_057b_7bdf

    init(limbs: InlineArray<5, UInt64>) {
        self.limbs = limbs
    }

    /// A 128-bit integer, which is always canonical.
    public init(low: UInt64, high: UInt64) {
        limbs = [low, high, 0, 0, 0]
    }

    /// Zero.
    public static var zero: EcGFp5Scalar { EcGFp5Scalar(low: 0, high: 0) }

    /// One.
    public static var one: EcGFp5Scalar { EcGFp5Scalar(low: 1, high: 0) }

    /// Whether the scalar is zero.
    public var isZero: Bool { self == .zero }
}

extension EcGFp5Scalar {
    /// Decodes 40 bytes, least significant first; `nil` from n on.
    public init?(encoded bytes: Bytes40) { self.init { bytes.littleEndianWord($0) } }

    /// Five words, given by their index, least significant first; `nil` from n on.
    @inline(__always)
    init?(word: (Int) -> UInt64) {
        limbs = [word(0), word(1), word(2), word(3), word(4)]
        guard Self.isBelowOrder(limbs) else { return nil }
    }

    /// Whether an integer is canonical; only for public ones, as it looks no further than it must.
    private static func isBelowOrder(_ limbs: borrowing InlineArray<5, UInt64>) -> Bool {
        var index = 5
        while index > 0 {
            index -= 1
            if limbs[index] != order[index] { return limbs[index] < order[index] }
        }
        return false
    }

    #if GUEST_HOST_CALLS
        /// Whether an integer of ten words, least significant first, is below n; most are by their
        /// highest word.
        static func isBelowOrder(_ words: UnsafeMutablePointer<UInt32>) -> Bool {
            if words[9] < 0x7fff_fffd { return true }
            return isBelowOrder(
                InlineArray { UInt64(low: words[2 * $0], high: words[2 * $0 + 1]) })
        }
    #endif

    /// Reduces 64 bytes, least significant first; of random bytes it makes a scalar that
    /// differs from uniform by less than 2^-190.
    public init(reducing bytes: FixedBytes<64>) {
        var words = InlineArray<10, UInt64>(repeating: 0)
        for index in 0..<64 { words[index >> 3] |= UInt64(bytes[index]) << UInt64(8 * (index & 7)) }
        let low = InlineArray<5, UInt64> { words[$0] }
        let high = InlineArray<5, UInt64> { words[5 + $0] }
        let lowReduced = Self.montgomery(
            Self.montgomery(low, Self.radixSquared), [1, 0, 0, 0, 0])
        let highReduced = Self.montgomery(high, Self.radixSquared)
        self = EcGFp5Scalar(limbs: lowReduced) + EcGFp5Scalar(limbs: highReduced)
    }

    /// 40 bytes, least significant first.
    public var encoded: Bytes40 {
        Bytes40 { index in
            UInt8(truncatingIfNeeded: limbs[index >> 3] >> UInt64(8 * (index & 7)))
        }
    }
}

extension EcGFp5Scalar: Equatable {
    /// Whether both are the same residue.
    public static func == (left: EcGFp5Scalar, right: EcGFp5Scalar) -> Bool {
        var difference: UInt64 = 0
        for index in 0..<5 { difference |= left.limbs[index] ^ right.limbs[index] }
        return difference == 0
    }

    /// The sum.
    public static func + (left: EcGFp5Scalar, right: EcGFp5Scalar) -> EcGFp5Scalar {
        // Both are below n < 2^319, so the sum fits.
        var sum = InlineArray<5, UInt64>(repeating: 0)
        var carry: UInt64 = 0
        for index in 0..<5 {
            (sum[index], carry) = addWithCarry(left.limbs[index], right.limbs[index], carry)
        }
        return EcGFp5Scalar(limbs: reduceOnce(sum))
    }

    /// The product.
    public static func * (left: EcGFp5Scalar, right: EcGFp5Scalar) -> EcGFp5Scalar {
        EcGFp5Scalar(limbs: montgomery(montgomery(left.limbs, right.limbs), radixSquared))
    }

    /// The additive inverse.
    public static prefix func - (scalar: EcGFp5Scalar) -> EcGFp5Scalar {
        EcGFp5Scalar(limbs: reduceOnce(subtract(order, scalar.limbs).difference))
    }
}

extension EcGFp5Scalar {
    /// left * right / 2^320 modulo n, for left * right < 2^320 n.
    private static func montgomery(
        _ left: InlineArray<5, UInt64>, _ right: InlineArray<5, UInt64>
    ) -> InlineArray<5, UInt64> {
        // Invariant between rounds: the accumulator is below right + n < 2n < 2^320.
        var accumulator = InlineArray<6, UInt64>(repeating: 0)
        for outer in 0..<5 {
            var carry: UInt64 = 0
            for inner in 0..<5 {
                (accumulator[inner], carry) = multiplyAdd(
                    left[outer], right[inner], accumulator[inner], carry)
            }
            let (sixth, overflow) = accumulator[5].addingReportingOverflow(carry)
            let factor = accumulator[0] &* orderInverse
            (_, carry) = multiplyAdd(factor, order[0], accumulator[0], 0)
            for inner in 1..<5 {
                (accumulator[inner - 1], carry) = multiplyAdd(
                    factor, order[inner], accumulator[inner], carry)
            }
            var last: UInt64
            (accumulator[4], last) = addWithCarry(sixth, carry, 0)
            last &+= overflow ? 1 : 0
            accumulator[5] = last
        }
        // The result is below 2n < 2^320: the sixth digit is zero.
        return reduceOnce(InlineArray<5, UInt64> { accumulator[$0] })
    }

    /// Subtracts n if the value, below 2n, is not below n.
    private static func reduceOnce(_ value: InlineArray<5, UInt64>) -> InlineArray<5, UInt64> {
        let (difference, borrow) = subtract(value, order)
        let keep = 0 &- borrow
        return InlineArray { difference[$0] & ~keep | value[$0] & keep }
    }

    private static func subtract(
        _ left: InlineArray<5, UInt64>, _ right: InlineArray<5, UInt64>
    ) -> (difference: InlineArray<5, UInt64>, borrow: UInt64) {
        var difference = InlineArray<5, UInt64>(repeating: 0)
        var borrow: UInt64 = 0
        for index in 0..<5 {
            let (first, low) = left[index].subtractingReportingOverflow(right[index])
            let (second, high) = first.subtractingReportingOverflow(borrow)
            difference[index] = second
            borrow = (low ? 1 : 0) | (high ? 1 : 0)
        }
        return (difference, borrow)
    }

    private static func addWithCarry(
        _ left: UInt64, _ right: UInt64, _ carry: UInt64
    ) -> (UInt64, UInt64) {
        let (first, low) = left.addingReportingOverflow(right)
        let (second, high) = first.addingReportingOverflow(carry)
        return (second, (low ? 1 : 0) | (high ? 1 : 0))
    }

    /// left * right + third + fourth, which is at most 2^128 - 1, as low and high word.
    private static func multiplyAdd(
        _ left: UInt64, _ right: UInt64, _ third: UInt64, _ fourth: UInt64
    ) -> (UInt64, UInt64) {
        let (high, low) = left.multipliedFullWidth(by: right)
        let (first, carry) = low.addingReportingOverflow(third)
        let (second, more) = first.addingReportingOverflow(fourth)
        return (second, high &+ (carry ? 1 : 0) &+ (more ? 1 : 0))
    }
}
