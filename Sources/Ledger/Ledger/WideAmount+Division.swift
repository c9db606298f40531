import Bytes

extension WideAmount {
    func divided(by amount: Amount) -> (quotient: WideAmount, isExact: Bool)? {
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
        var remainder: UInt32 = 0
        // The divisor of a step has its highest bit set.
        let shift = UInt32(truncatingIfNeeded: divisor.leadingZeroBitCount)
        let shifted = divisor &<< shift
        var index = 8
        while index > 0 {
            index -= 1
            guard remainder | limbs[index] != 0 else { continue }
            let upper = remainder.shifted(over: limbs[index], by: shift)
            let (digit, rest) = shifted.dividing(upper, limbs[index] &<< shift)
            (quotient.limbs[index], remainder) = (digit, rest &>> shift)
        }
        return (quotient, remainder == 0)
    }

    /// Long division (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D) with
    /// base `2^32` and a divisor of `length` limbs, `2...4`.
    private func divided(
        by divisor: WideAmount, length: Int
    ) -> (quotient: WideAmount, isExact: Bool) {
        // Limbs of the dividend that are zero have zeros in the quotient.
        var count = 8
        while count > length, limbs[count - 1] == 0 { count -= 1 }
        var quotient = WideAmount()
        var isExact = false
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 13) { memory in
            guard let u = memory.baseAddress else { return }
            let v = u + 9
            let shift = UInt32(truncatingIfNeeded: divisor.limbs[length - 1].leadingZeroBitCount)
            WideAmount.shift(divisor.limbs, count: length, by: shift, to: v)
            u[count] = WideAmount.shift(limbs, count: count, by: shift, to: u)
            var place = count &- length &+ 1
            while place > 0 {
                place &-= 1
                quotient.limbs[place] = WideAmount.step(u + place, v, length: length)
            }
            isExact = true
            for index in 0..<length where u[index] != 0 { isExact = false }
        }
        return (quotient, isExact)
    }

    /// As `quotient`, by long division, with product, divisor and quotient where they are used.
    static func longQuotient(
        of a: Amount, _ b: Amount, by amount: Amount
    ) -> (quotient: Amount, isExact: Bool)? {
        let divisor = amount.limbs
        let length =
            divisor.3 != 0 ? 4 : divisor.2 != 0 ? 3 : divisor.1 != 0 ? 2 : divisor.0 != 0 ? 1 : 0
        guard length > 1 else {
            guard let (quotient, isExact) = WideAmount(product: a, b).divided(by: amount),
                let narrowed = quotient.narrowed
            else { return nil }
            return (narrowed, isExact)
        }
        var (quotient, isExact): (Amount?, Bool) = (nil, true)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 17) { memory in
            guard let u = memory.baseAddress else { return }
            let (v, digits) = (u + 9, u + 13)
            let product = WideAmount(product: a, b)
            for index in 0..<8 { u[index] = product.limbs[index] }
            (v[0], v[1], v[2], v[3]) = divisor
            for index in 0..<4 { digits[index] = 0 }
            // Limbs of the dividend that are zero have zeros in the quotient.
            var count = 8
            while count > length, u[count &- 1] == 0 { count &-= 1 }
            let shift = UInt32(truncatingIfNeeded: v[length &- 1].leadingZeroBitCount)
            shiftInPlace(v, count: length, by: shift)
            u[count] = shiftInPlace(u, count: count, by: shift)
            var place = count &- length &+ 1
            while place > 0 {
                place &-= 1
                let digit = step(u + place, v, length: length)
                if place < 4 {
                    digits[place] = digit
                } else if digit != 0 {
                    return
                }
            }
            quotient = Amount(limbs: digits[0], digits[1], digits[2], digits[3])
            for index in 0..<length where u[index] != 0 { isExact = false }
        }
        return quotient.map { ($0, isExact) }
    }

    /// Shifts limbs in memory to the left by 0 to 31 bits and returns the limb that is shifted out.
    @inline(__always)
    @discardableResult
    private static func shiftInPlace(
        _ limbs: UnsafeMutablePointer<UInt32>, count: Int, by shift: UInt32
    ) -> UInt32 {
        guard shift > 0 else { return 0 }
        var below: UInt32 = 0
        var limb = limbs
        let end = limbs + count
        while limb < end {
            let value = limb.pointee
            limb.pointee = value &<< shift | below
            below = value &>> (32 &- shift)
            limb += 1
        }
        return below
    }

    /// Writes the lowest limbs of an integer, shifted to the left by 0 to 31 bits, to memory and
    /// returns the limb that is shifted out.
    @inline(__always)
    @discardableResult
    private static func shift(
        _ limbs: borrowing InlineArray<8, UInt32>, count: Int, by shift: UInt32,
        to target: UnsafeMutablePointer<UInt32>
    ) -> UInt32 {
        var below: UInt32 = 0
        for index in 0..<count {
            let limb = limbs[index]
            target[index] = limb &<< shift | below
            // By 32 in two steps where nothing is shifted.
            below = (limb &>> 1) &>> (31 &- shift)
        }
        return below
    }

    /// Steps D3 to D6: one quotient digit, whose multiple of `v` is subtracted from `u`, which has
    /// one limb more.
    private static func step(
        _ u: UnsafeMutablePointer<UInt32>, _ v: UnsafeMutablePointer<UInt32>, length: Int
    ) -> UInt32 {
        let (top, next) = (u[length], u[length &- 1])
        let divisor = v[length &- 1]
        // A zero, as most leading digits are.
        if top == 0, next < divisor { return 0 }
        let digit = estimate(top, next, u[length &- 2], divisor, v[length &- 2])
        var (carry, borrow): (UInt32, UInt32) = (0, 0)
        for index in 0..<length {
            let product: UInt32
            (carry, product) = sum(digit, v[index], carry, 0)
            let (first, low) = u[index].subtractingReportingOverflow(product)
            let (difference, more) = first.subtractingReportingOverflow(borrow)
            u[index] = difference
            borrow = (low ? 1 : 0) | (more ? 1 : 0)
        }
        let (first, low) = top.subtractingReportingOverflow(carry)
        let (difference, more) = first.subtractingReportingOverflow(borrow)
        u[length] = difference
        guard low || more else { return digit }
        carry = 0
        for index in 0..<length {
            let (first, overflow) = u[index].addingReportingOverflow(v[index])
            let (second, more) = first.addingReportingOverflow(carry)
            u[index] = second
            carry = (overflow ? 1 : 0) | (more ? 1 : 0)
        }
        u[length] &+= carry
        return digit &- 1
    }

    /// The quotient of the two top digits of `u`, of the three that are given, by the top one of
    /// `v`, less what the digits after them show to be too much (step D3).
    @inline(__always)
    private static func estimate(
        _ top: UInt32, _ next: UInt32, _ third: UInt32, _ divisor: UInt32, _ second: UInt32
    ) -> UInt32 {
        var digit = UInt32.max
        // Whether the remainder of the two top digits is below the base, so that it needs a test.
        var (rest, isTested) = (next, false)
        if top < divisor {
            (digit, rest) = divisor.dividing(top, next)
            isTested = true
        } else {
            // The quotient of the top digits is the base; with one less the remainder is this.
            let (sum, overflow) = next.addingReportingOverflow(divisor)
            (rest, isTested) = (sum, !overflow)
        }
        while isTested {
            let (high, low) = digit.multipliedFullWidth(by: second)
            guard high > rest || high == rest && low > third else { break }
            digit &-= 1
            let (sum, overflow) = rest.addingReportingOverflow(divisor)
            (rest, isTested) = (sum, !overflow)
        }
        return digit
    }
}

extension UInt32 {
    /// The quotient and remainder of two words by this one, which has its highest bit set and is
    /// above the upper word.
    @inline(__always)
    fileprivate func dividing(
        _ high: UInt32, _ low: UInt32
    ) -> (quotient: UInt32, remainder: UInt32) {
        #if _pointerBitWidth(_32)
            return NarrowDivision.divide(high, low, byNormalised: self)
        #else
            let quotient = (UInt64(low: low, high: high) / UInt64(low: self)).low
            return (quotient, low &- quotient &* self)
        #endif
    }

    /// The upper word of this one and a lower one after a shift to the left by 0 to 31 bits.
    @inline(__always)
    fileprivate func shifted(over lower: UInt32, by shift: UInt32) -> UInt32 {
        self &<< shift | (lower &>> 1) &>> (31 &- shift)
    }
}
