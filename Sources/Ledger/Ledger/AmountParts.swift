import Bytes

/// An amount in parts of a small denominator: quotient and remainder, of which shares are made.
///
/// An amount a = q d + r has the share floor(a k / d) = q k + floor(r k / d), so that several
/// shares take one long division.
public struct AmountParts: Sendable {
    private let quotient: Amount
    private let remainder: UInt32
    private let denominator: UInt32

    /// Divides an amount; the denominator is in `1..<2^20` (a precondition).
    public init(_ amount: Amount, denominator: UInt32) {
        precondition(denominator > 0 && denominator < NarrowDivision.smallLimit)
        self.denominator = denominator
        let limbs = amount.limbs
        let (high, rest3) = Self.step(0, limbs.3, denominator)
        let (upper, rest2) = Self.step(rest3, limbs.2, denominator)
        let (lower, rest1) = Self.step(rest2, limbs.1, denominator)
        let (low, rest0) = Self.step(rest1, limbs.0, denominator)
        quotient = Amount(limbs: low, lower, upper, high)
        remainder = rest0
    }

    /// `floor(amount * rate / denominator)`; the rate is at most the denominator (a precondition).
    public func share(_ rate: UInt32) -> Amount {
        precondition(rate <= denominator)
        let product = quotient.multiplied(byLimb: rate)
        #if _pointerBitWidth(_32)
            let part = narrowPart(rate)
        #else
            let part = Amount(
                low: UInt64(remainder) &* UInt64(rate) / UInt64(denominator), high: 0)
        #endif
        // At most the amount.
        return product.adding(part) ?? .zero
    }

    /// The share of the remainder, by divisions of 32 bits.
    @inline(__always)
    private func narrowPart(_ rate: UInt32) -> Amount {
        // The factors are below 2^20, so the upper word is below 2^8.
        let (high, low) = remainder.multipliedFullWidth(by: rate)
        let (upper, rest) = Self.step(0, high, denominator)
        let (lower, _) = Self.step(rest, low, denominator)
        return Amount(limbs: lower, upper, 0, 0)
    }

    /// Divides a remainder below the divisor, and a limb below it, by a divisor below 2^20.
    @inline(__always)
    private static func step(
        _ remainder: UInt32, _ limb: UInt32, _ divisor: UInt32
    ) -> (quotient: UInt32, remainder: UInt32) {
        #if _pointerBitWidth(_32)
            return NarrowDivision.divide(remainder, limb, bySmall: divisor)
        #else
            if remainder | limb == 0 { return (0, 0) }
            let dividend = UInt64(low: limb, high: remainder)
            let quotient = dividend / UInt64(divisor)
            return (quotient.low, (dividend &- quotient &* UInt64(divisor)).low)
        #endif
    }
}

extension Amount {
    /// The product with a limb, which fits (a precondition).
    fileprivate func multiplied(byLimb factor: UInt32) -> Amount {
        let limbs = limbs
        let (carry0, word0) = limbs.0.multipliedFullWidth(by: factor)
        let (carry1, word1) = Self.sum(limbs.1, factor, carry0)
        let (carry2, word2) = Self.sum(limbs.2, factor, carry1)
        let (carry3, word3) = Self.sum(limbs.3, factor, carry2)
        precondition(carry3 == 0)
        return Amount(limbs: word0, word1, word2, word3)
    }

    /// `a * b + c` as its upper and its lower word.
    @inline(__always)
    private static func sum(
        _ a: UInt32, _ b: UInt32, _ c: UInt32
    ) -> (high: UInt32, low: UInt32) {
        let (high, low) = a.multipliedFullWidth(by: b)
        let (sum, carry) = low.addingReportingOverflow(c)
        return (high &+ (carry ? 1 : 0), sum)
    }
}
