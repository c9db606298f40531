/// A 256-bit product or sum of amounts, to be divided before it becomes an amount again.
///
/// Limbs of 32 bits keep every step within the 64-bit arithmetic that the guest has.
public struct WideAmount: Sendable {
    /// Least significant limb first.
    private var limbs: InlineArray<8, UInt32>

    /// Zero.
    public init() { limbs = InlineArray(repeating: 0) }

    /// The number of units of an amount.
    public init(_ amount: Amount) {
        self.init()
        limbs[0] = UInt32(truncatingIfNeeded: amount.low)
        limbs[1] = UInt32(truncatingIfNeeded: amount.low >> 32)
        limbs[2] = UInt32(truncatingIfNeeded: amount.high)
        limbs[3] = UInt32(truncatingIfNeeded: amount.high >> 32)
    }

    /// `a * b`, which always fits.
    public init(product a: Amount, _ b: Amount) {
        let left = WideAmount(a)
        let right = WideAmount(b)
        self.init()
        for i in 0..<4 where left.limbs[i] != 0 {
            var carry: UInt64 = 0
            for j in 0..<4 {
                // At most (2^32-1)^2 + 2 (2^32-1) = 2^64 - 1.
                let sum =
                    UInt64(left.limbs[i]) * UInt64(right.limbs[j]) + UInt64(limbs[i + j]) + carry
                limbs[i + j] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            limbs[i + 4] = UInt32(truncatingIfNeeded: carry)
        }
    }

    /// The amount, or `nil` when it needs more than 128 bits.
    public var narrowed: Amount? {
        for index in 4..<8 where limbs[index] != 0 { return nil }
        return low
    }

    /// The amount of the four lowest limbs.
    private var low: Amount {
        Amount(
            low: UInt64(limbs[1]) << 32 | UInt64(limbs[0]),
            high: UInt64(limbs[3]) << 32 | UInt64(limbs[2]))
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
        var carry: UInt64 = 0
        for index in 0..<8 {
            let sum = UInt64(limbs[index]) + UInt64(other.limbs[index]) + carry
            result.limbs[index] = UInt32(truncatingIfNeeded: sum)
            carry = sum >> 32
        }
        return carry == 0 ? result : nil
    }

    /// `floor(self / divisor)`, or `nil` when the divisor is zero.
    public func floorDivided(by divisor: Amount) -> WideAmount? {
        divided(by: divisor)?.quotient
    }

    /// `ceil(self / divisor)`, or `nil` when the divisor is zero or the result does not fit.
    public func ceilDivided(by divisor: Amount) -> WideAmount? {
        guard let (quotient, isExact) = divided(by: divisor) else { return nil }
        return isExact ? quotient : quotient.adding(WideAmount(Amount(1)))
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

extension WideAmount {
    private func divided(by amount: Amount) -> (quotient: WideAmount, isExact: Bool)? {
        let divisor = WideAmount(amount)
        var length = 4
        while length > 0, divisor.limbs[length - 1] == 0 { length -= 1 }
        guard length > 0 else { return nil }
        return length == 1
            ? divided(byLimb: divisor.limbs[0])
            : divided(by: divisor, length: length)
    }

    private func divided(byLimb divisor: UInt32) -> (quotient: WideAmount, isExact: Bool) {
        var quotient = WideAmount()
        var remainder: UInt64 = 0
        var index = 8
        while index > 0 {
            index -= 1
            let current = remainder << 32 | UInt64(limbs[index])
            guard current != 0 else { continue }
            quotient.limbs[index] = UInt32(truncatingIfNeeded: current / UInt64(divisor))
            remainder = current % UInt64(divisor)
        }
        return (quotient, remainder == 0)
    }

    /// Long division (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D) with
    /// base `2^32` and a divisor of `length` limbs, `2...4`.
    private func divided(
        by divisor: WideAmount, length: Int
    ) -> (quotient: WideAmount, isExact: Bool) {
        let shift = UInt64(divisor.limbs[length - 1].leadingZeroBitCount)
        var v = InlineArray<4, UInt32>(repeating: 0)
        var u = InlineArray<9, UInt32>(repeating: 0)
        for index in 0..<length {
            let below = index > 0 ? UInt64(divisor.limbs[index - 1]) : 0
            let pair = UInt64(divisor.limbs[index]) << 32 | below
            v[index] = UInt32(truncatingIfNeeded: (pair << shift) >> 32)
        }
        for index in 0...8 {
            let above = index < 8 ? UInt64(limbs[index]) : 0
            let below = index > 0 ? UInt64(limbs[index - 1]) : 0
            let pair = above << 32 | below
            u[index] = UInt32(truncatingIfNeeded: (pair << shift) >> 32)
        }
        var quotient = WideAmount()
        var j = 9 - length
        while j > 0 {
            j -= 1
            quotient.limbs[j] = WideAmount.step(&u, v, at: j, length: length)
        }
        var isExact = true
        for index in 0..<length where u[index] != 0 { isExact = false }
        return (quotient, isExact)
    }

    /// Steps D3 to D6: one quotient digit, subtracting its multiple of `v` from `u`.
    private static func step(
        _ u: inout InlineArray<9, UInt32>, _ v: InlineArray<4, UInt32>, at j: Int, length: Int
    ) -> UInt32 {
        let top = UInt64(u[j + length]) << 32 | UInt64(u[j + length - 1])
        guard top != 0 else { return 0 }
        let base: UInt64 = 1 << 32
        var digit = top / UInt64(v[length - 1])
        var rest = top % UInt64(v[length - 1])
        while digit >= base
            || digit * UInt64(v[length - 2]) > rest << 32 | UInt64(u[j + length - 2])
        {
            digit -= 1
            rest += UInt64(v[length - 1])
            if rest >= base { break }
        }
        var carry: UInt64 = 0
        var borrow: Int64 = 0
        for index in 0..<length {
            let product = digit * UInt64(v[index]) + carry
            carry = product >> 32
            let difference = Int64(u[index + j]) - borrow - Int64(product & 0xffff_ffff)
            u[index + j] = UInt32(truncatingIfNeeded: difference)
            borrow = difference < 0 ? 1 : 0
        }
        let difference = Int64(u[j + length]) - borrow - Int64(carry)
        u[j + length] = UInt32(truncatingIfNeeded: difference)
        guard difference < 0 else { return UInt32(truncatingIfNeeded: digit) }
        var sumCarry: UInt64 = 0
        for index in 0..<length {
            let sum = UInt64(u[index + j]) + UInt64(v[index]) + sumCarry
            u[index + j] = UInt32(truncatingIfNeeded: sum)
            sumCarry = sum >> 32
        }
        u[j + length] = UInt32(truncatingIfNeeded: UInt64(u[j + length]) + sumCarry)
        return UInt32(truncatingIfNeeded: digit - 1)
    }
}
