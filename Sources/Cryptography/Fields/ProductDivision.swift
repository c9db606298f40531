import Bytes

/// Products of two integers of 256 bits, divided by a third: a b = q m + r with r < m.
///
/// Integers are eight words, the least significant first, as the machine's host call has them in
/// memory, so that guests, executor and chip share one definition.
public enum ProductDivision {
    /// An integer of 256 bits.
    public typealias Integer = InlineArray<8, UInt32>

    /// q = floor(a b / m) and r = a b mod m; `nil` when m is zero or q has more than 256 bits.
    ///
    /// A quotient fits when a or b is below m, or when b is one.
    public static func divide(
        _ a: Integer, _ b: Integer, by m: Integer
    ) -> (quotient: Integer, remainder: Integer)? {
        #if GUEST_HOST_CALLS
            // The call ends the run where it has no result.
            guard isBelow(a, m) || isBelow(b, m) || fits(a, b, m) else { return nil }
            return call(a, b, m)
        #else
            return plainDivide(a, b, by: m)
        #endif
    }

    /// a b mod m of any a and b; `nil` when m is zero.
    public static func multiply(_ a: Integer, _ b: Integer, modulo m: Integer) -> Integer? {
        if isBelow(a, m) { return divide(a, b, by: m)?.remainder }
        var one = Integer(repeating: 0)
        one[0] = 1
        // a = q m + r, and r b has the residue of a b.
        guard let reduced = divide(a, one, by: m)?.remainder else { return nil }
        return divide(reduced, b, by: m)?.remainder
    }

    /// Whether a is less than b.
    public static func isBelow(_ a: Integer, _ b: Integer) -> Bool {
        for index in (0..<8).reversed() where a[index] != b[index] { return a[index] < b[index] }
        return false
    }

    #if GUEST_HOST_CALLS
        private static func call(
            _ a: Integer, _ b: Integer, _ m: Integer
        ) -> (quotient: Integer, remainder: Integer) {
            let operands: [3 of Integer] = [a, b, m]
            var results: [2 of Integer] = [a, a]
            withUnsafePointer(to: operands) { operands in
                withUnsafeMutablePointer(to: &results) { guestDivideProduct(operands, $0) }
            }
            return (results[0], results[1])
        }

        /// Whether a quotient of operands that are not below m has 256 bits.
        @inline(never)
        private static func fits(_ a: Integer, _ b: Integer, _ m: Integer) -> Bool {
            let product = product(a, b)
            return isBelow(Integer { product[8 + $0] }, m)
        }
    #endif
}

/// Plain code, on hosts and in guests.
extension ProductDivision {
    private static func product(_ a: Integer, _ b: Integer) -> InlineArray<17, UInt32> {
        var product = InlineArray<17, UInt32>(repeating: 0)
        for i in 0..<8 {
            var carry: UInt64 = 0
            for j in 0..<8 {
                // At most (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1.
                carry = UInt64(a[i]) * UInt64(b[j]) + UInt64(product[i + j]) + carry
                product[i + j] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            product[i + 8] = UInt32(truncatingIfNeeded: carry)
        }
        return product
    }

    /// The same as `divide`, by long division (Knuth, The Art of Computer Programming 2, 4.3.1,
    /// algorithm D) with digits of 32 bits.
    public static func plainDivide(
        _ a: Integer, _ b: Integer, by m: Integer
    ) -> (quotient: Integer, remainder: Integer)? {
        guard let top = (0..<8).last(where: { m[$0] != 0 }) else { return nil }
        let count = top + 1
        let shift = UInt64(m[top].leadingZeroBitCount)
        var (divisor, rest) = (m, product(a, b))
        for index in (0..<8).reversed() {
            let below = index > 0 ? m[index - 1] : 0
            divisor[index] = UInt64(low: below, high: m[index]).high(shiftedBy: shift)
        }
        for index in (0..<17).reversed() {
            let below = index > 0 ? rest[index - 1] : 0
            rest[index] = UInt64(low: below, high: rest[index]).high(shiftedBy: shift)
        }
        var quotient = Integer(repeating: 0)
        for place in (0...16 - count).reversed() {
            let digit = step(&rest, at: place, divisor, count: count)
            if place < 8 {
                quotient[place] = digit
            } else if digit != 0 {
                return nil
            }
        }
        let remainder = Integer { (index: Int) -> UInt32 in
            guard index < count else { return 0 }
            let pair = UInt64(low: rest[index], high: rest[index + 1])
            return UInt32(truncatingIfNeeded: pair >> shift)
        }
        return (quotient, remainder)
    }

    /// Steps D3 to D6: one digit, whose multiple of the divisor is subtracted.
    private static func step(
        _ rest: inout InlineArray<17, UInt32>, at place: Int, _ divisor: Integer, count: Int
    ) -> UInt32 {
        let upper = UInt64(low: rest[place + count - 1], high: rest[place + count])
        let first = UInt64(divisor[count - 1])
        let second = count > 1 ? UInt64(divisor[count - 2]) : 0
        let third = count > 1 ? rest[place + count - 2] : 0
        var (digit, left) = upper.quotientAndRemainder(dividingBy: first)
        while left >> 32 == 0,
            digit >> 32 != 0 || digit * second > UInt64(low: third, high: left.low)
        {
            digit -= 1
            left += first
        }
        var (carry, borrow): (UInt64, Int64) = (0, 0)
        for index in 0..<count {
            carry += digit * UInt64(divisor[index])
            let difference = Int64(rest[place + index]) - Int64(carry.low) + borrow
            rest[place + index] = UInt32(truncatingIfNeeded: difference)
            borrow = difference >> 32
            carry >>= 32
        }
        let difference = Int64(rest[place + count]) - Int64(carry) + borrow
        rest[place + count] = UInt32(truncatingIfNeeded: difference)
        guard difference < 0 else { return digit.low }
        var sum: UInt64 = 0
        for index in 0..<count {
            sum += UInt64(rest[place + index]) + UInt64(divisor[index])
            rest[place + index] = sum.low
            sum >>= 32
        }
        rest[place + count] &+= sum.low
        return digit.low - 1
    }
}

extension UInt64 {
    /// The upper word after a shift to the left.
    fileprivate func high(shiftedBy count: UInt64) -> UInt32 { (self << count).high }
}
