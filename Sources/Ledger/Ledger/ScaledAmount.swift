import Bytes

/// An amount as `mantissa * 10^exponent`, as block data has it.
///
/// Amounts have 18 decimals and are mostly round, so a mantissa of few bytes is left.
public struct ScaledAmount: Hashable, Sendable {
    /// The amount without its trailing decimal zeros.
    public let mantissa: Amount
    /// The number of trailing decimal zeros, in `0...31`.
    public let exponent: Int

    /// The largest exponent, of five bits.
    public static let maximumExponent = 31

    /// Any parts, which may have no amount and need not be canonical; the exponent is in `0...31`.
    public init(mantissa: Amount, exponent: Int) {
        precondition(exponent >= 0 && exponent <= Self.maximumExponent)
        (self.mantissa, self.exponent) = (mantissa, exponent)
    }

    /// The canonical parts of an amount: the largest exponent; 0 of zero.
    public init(_ amount: Amount) {
        var (mantissa, exponent) = (amount, 0)
        guard !amount.isZero else {
            self.init(mantissa: amount, exponent: 0)
            return
        }
        // A multiple of 10^k is one of 2^k.
        for bit in [16, 8, 4, 2, 1] where mantissa.trailingZeroBitCount >= bit {
            let (quotient, remainder) = Self.divided(mantissa, by: Self.powers[bit])
            if remainder == 0 { (mantissa, exponent) = (quotient, exponent + bit) }
        }
        self.init(mantissa: mantissa, exponent: exponent)
    }

    /// The amount; `nil` when it does not fit.
    public var amount: Amount? {
        let lower = Self.product(mantissa, Self.powers[exponent & 15])
        guard exponent > 15, let lower else { return lower }
        return Self.product(lower, Self.powers[16])
    }

    /// Whether these are the parts that `init(_:)` gives for the amount.
    public var isCanonical: Bool {
        if mantissa.isZero { return exponent == 0 }
        return exponent == Self.maximumExponent || mantissa.lastDigit != 0
    }

    /// Ten to the power of an exponent in `0...16`.
    private static let powers: InlineArray<17, UInt64> = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
        10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000,
        100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
    ]

    private static func product(_ amount: Amount, _ factor: UInt64) -> Amount? {
        if factor == 1 { return amount }
        guard amount.high == 0 else { return amount.multiplied(by: factor) }
        let (high, low) = amount.low.multipliedFullWidth(by: factor)
        return Amount(low: low, high: high)
    }

    private static func divided(
        _ amount: Amount, by divisor: UInt64
    ) -> (quotient: Amount, remainder: UInt64) {
        let (high, rest) = amount.high.quotientAndRemainder(dividingBy: divisor)
        let (low, remainder) = divisor.dividingFullWidth((rest, amount.low))
        return (Amount(low: low, high: high), remainder)
    }
}

extension ScaledAmount {
    /// The class of the mantissa's size, in `0..<8`: the least that holds it.
    public var sizeClass: UInt8 {
        let limbs = mantissa.limbs
        if limbs.3 | limbs.2 != 0 { return limbs.3 == 0 && limbs.2 < 1 << 16 ? 6 : 7 }
        if limbs.1 != 0 { return limbs.1 < 1 << 16 ? 4 : 5 }
        if limbs.0 < 1 << 16 { return limbs.0 < 1 << 8 ? 0 : 1 }
        return limbs.0 < 1 << 24 ? 2 : 3
    }

    /// Bytes of a mantissa of a size class in `0..<8`: 1, 2, 3, 4, 6, 8, 10, 16.
    public static func byteCount(ofClass sizeClass: UInt8) -> Int {
        switch sizeClass {
        case 0, 1, 2, 3: Int(sizeClass) + 1
        case 4, 5, 6: 2 * Int(sizeClass) - 2
        default: 16
        }
    }
}

extension Amount {
    /// The number of zeros below the lowest bit that is set; 128 of zero.
    fileprivate var trailingZeroBitCount: Int {
        low == 0 ? 64 + high.trailingZeroBitCount : low.trailingZeroBitCount
    }

    /// The last decimal digit: every power of 2^32 but the zeroth ends with 6.
    fileprivate var lastDigit: UInt32 {
        if high == 0 && low.high == 0 { return low.low % 10 }
        let limbs = limbs
        if limbs.1 | limbs.2 | limbs.3 == 0 { return limbs.0 % 10 }
        let upper = limbs.1 % 10 + limbs.2 % 10 + limbs.3 % 10
        return (6 * upper + limbs.0 % 10) % 10
    }
}
