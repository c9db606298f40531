/// Divisions of two words by one that take divisions of 32 bits alone, for processors that have no
/// longer ones.
public enum NarrowDivision {
    /// The end of the divisors of `divide(_:_:bySmall:)`.
    public static let smallLimit: UInt32 = 1 << 20

    /// Quotient and remainder of two words by a divisor below 2^20 and above the upper one.
    ///
    /// Digits of 12, 12 and 8 bits, each after a remainder of 20 bits.
    @inline(__always)
    public static func divide(
        _ high: UInt32, _ low: UInt32, bySmall divisor: UInt32
    ) -> (quotient: UInt32, remainder: UInt32) {
        if high | low == 0 { return (0, 0) }
        let first = high &<< 12 | low &>> 20
        let digit2 = first / divisor
        let second = (first &- digit2 &* divisor) &<< 12 | low &>> 8 & 0xfff
        let digit1 = second / divisor
        let third = (second &- digit1 &* divisor) &<< 8 | low & 0xff
        let digit0 = third / divisor
        return (digit2 &<< 20 | digit1 &<< 8 | digit0, third &- digit0 &* divisor)
    }

    /// Quotient and remainder of two words by a divisor that has its highest bit set and is above
    /// the upper one.
    ///
    /// Digits of 16 bits (Warren, Hacker's Delight, figure 9-3).
    @inline(__always)
    public static func divide(
        _ high: UInt32, _ low: UInt32, byNormalised divisor: UInt32
    ) -> (quotient: UInt32, remainder: UInt32) {
        let first = digit(high, low &>> 16, divisor)
        let middle = (high &<< 16 | low &>> 16) &- first &* divisor
        let second = digit(middle, low & 0xffff, divisor)
        let rest = (middle &<< 16 | low & 0xffff) &- second &* divisor
        return (first &<< 16 | second, rest)
    }

    /// The digit of a dividend of three digits, the upper two of which are below the divisor.
    @inline(__always)
    private static func digit(_ two: UInt32, _ third: UInt32, _ divisor: UInt32) -> UInt32 {
        let (upper, lower) = (divisor &>> 16, divisor & 0xffff)
        var digit = two / upper
        var rest = two &- digit &* upper
        while digit > 0xffff || digit &* lower > rest &<< 16 | third {
            digit &-= 1
            rest &+= upper
            if rest > 0xffff { break }
        }
        return digit
    }
}
