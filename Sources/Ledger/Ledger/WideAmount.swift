import Bytes

/// A 256-bit product or sum of amounts, to be divided before it becomes an amount again.
///
/// Limbs of 32 bits keep every step within the 64-bit arithmetic that the guest has.
public struct WideAmount: Sendable {
    /// Least significant limb first.
    var limbs: InlineArray<8, UInt32>

    /// Zero.
    public init() { limbs = InlineArray(repeating: 0) }

    /// The number of units of an amount.
    public init(_ amount: Amount) {
        self.init()
        (limbs[0], limbs[1], limbs[2], limbs[3]) = amount.limbs
    }

    /// `a * b`, which always fits.
    public init(product a: Amount, _ b: Amount) {
        // One row for each limb of a; the limbs of b and of the sum are in registers.
        var (r0, r1, r2, r3) = (UInt32(0), UInt32(0), UInt32(0), UInt32(0))
        let (b0, b1, b2, b3) = b.limbs
        /// Adds `limb * b` and returns the lowest limb of the sum, which the others move down over.
        func row(_ limb: UInt32) -> UInt32 {
            var (carry, low): (UInt32, UInt32)
            (carry, low) = WideAmount.sum(limb, b0, r0, 0)
            (carry, r0) = WideAmount.sum(limb, b1, r1, carry)
            (carry, r1) = WideAmount.sum(limb, b2, r2, carry)
            (carry, r2) = WideAmount.sum(limb, b3, r3, carry)
            r3 = carry
            return low
        }
        let (a0, a1, a2, a3) = a.limbs
        let (low0, low1, low2) = (row(a0), row(a1), row(a2))
        // Most amounts are below 2^96.
        let low3: UInt32
        if a3 == 0 {
            low3 = r0
            (r0, r1, r2, r3) = (r1, r2, r3, 0)
        } else {
            low3 = row(a3)
        }
        limbs = [low0, low1, low2, low3, r0, r1, r2, r3]
    }

    /// `a * b + c + d` as its upper and its lower word: at most (2^32-1)^2 + 2 (2^32-1) = 2^64 - 1.
    @inline(__always)
    static func sum(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32
    ) -> (high: UInt32, low: UInt32) {
        let (high, low) = a.multipliedFullWidth(by: b)
        let (first, carry) = low.addingReportingOverflow(c)
        let (second, more) = first.addingReportingOverflow(d)
        return (high &+ (carry ? 1 : 0) &+ (more ? 1 : 0), second)
    }

    /// The amount, or `nil` when it needs more than 128 bits.
    public var narrowed: Amount? {
        for index in 4..<8 where limbs[index] != 0 { return nil }
        return low
    }

    /// The amount of the four highest limbs.
    var high: Amount { Amount(limbs: limbs[4], limbs[5], limbs[6], limbs[7]) }

    /// The amount of the four lowest limbs.
    var low: Amount {
        Amount(
            low: UInt64(low: limbs[0], high: limbs[1]),
            high: UInt64(low: limbs[2], high: limbs[3]))
    }
}

extension WideAmount: Comparable {
    public static func == (left: WideAmount, right: WideAmount) -> Bool {
        for index in 0..<8 where left.limbs[index] != right.limbs[index] { return false }
        return true
    }

    public static func < (left: WideAmount, right: WideAmount) -> Bool {
        var index = 8
        while index > 0 {
            index -= 1
            if left.limbs[index] != right.limbs[index] {
                return left.limbs[index] < right.limbs[index]
            }
        }
        return false
    }
}

extension WideAmount {
    /// The sum, or `nil` when it needs more than 256 bits.
    public func adding(_ other: WideAmount) -> WideAmount? {
        var result = self
        var carry: UInt32 = 0
        for index in 0..<8 {
            let (first, overflow) = limbs[index].addingReportingOverflow(other.limbs[index])
            let (second, more) = first.addingReportingOverflow(carry)
            result.limbs[index] = second
            carry = (overflow ? 1 : 0) | (more ? 1 : 0)
        }
        return carry == 0 ? result : nil
    }

    /// `floor(self / divisor)`, or `nil` when the divisor is zero.
    public func floorDivided(by divisor: Amount) -> WideAmount? {
        divided(by: divisor)?.quotient
    }

    /// `floor(sqrt(self))`, by Newton's iteration from above.
    public var squareRoot: Amount {
        let bits = bitCount
        guard bits > 0 else { return .zero }
        var root = bits > 254 ? UInt128.max : (1 as UInt128) << UInt128((bits + 1) / 2)
        while true {
            // root is never below the result, so the quotient exceeds 128 bits by at most one.
            guard let quotient = floorDivided(by: Amount(root)),
                let sum = quotient.adding(WideAmount(Amount(root)))
            else { return Amount(root) }
            let next = sum.halved
            guard let candidate = next.narrowed, candidate.units < root else {
                return Amount(root)
            }
            root = candidate.units
        }
    }

    private var bitCount: Int {
        var index = 8
        while index > 0 {
            index -= 1
            if limbs[index] != 0 { return 32 * index + 32 - limbs[index].leadingZeroBitCount }
        }
        return 0
    }

    private var halved: WideAmount {
        var result = WideAmount()
        for index in 0..<8 {
            let above = index < 7 ? limbs[index + 1] : 0
            result.limbs[index] = limbs[index] >> 1 | above << 31
        }
        return result
    }
}
