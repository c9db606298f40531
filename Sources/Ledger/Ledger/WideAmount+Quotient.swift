#if GUEST_HOST_CALLS
    /// Gives floor(a b / d) of three amounts of four words each, unchecked.
    @_silgen_name("guest_hint_quotient")
    private func guestHintQuotient(
        _ operands: UnsafePointer<UInt32>, _ quotient: UnsafeMutablePointer<UInt32>)
#endif

extension WideAmount {
    /// The quotient of a product, and whether it is exact; `nil` when it does not fit or the divisor
    /// is zero.
    ///
    /// A guest takes it from its prover and checks it, which costs half of a long division.
    static func quotient(
        of a: Amount, _ b: Amount, by divisor: Amount
    ) -> (quotient: Amount, isExact: Bool)? {
        #if GUEST_HOST_CALLS
            let product = WideAmount(product: a, b)
            guard product.high < divisor else { return nil }
            let checked = product.checked(hint(a, b, divisor), by: divisor)
            guard let checked else { preconditionFailure("a hint that is not the quotient") }
            return checked
        #else
            return longQuotient(of: a, b, by: divisor)
        #endif
    }

    /// A claimed quotient by a divisor, and whether it is exact; `nil` when it is not the quotient.
    ///
    /// q = floor(n / d) is the only integer with 0 <= n - q d < d.
    public func checked(
        _ claim: Amount, by divisor: Amount
    ) -> (quotient: Amount, isExact: Bool)? {
        let multiple = WideAmount(product: claim, divisor)
        let (low, borrow) = low.subtractingReportingBorrow(multiple.low)
        // The upper half of the difference is zero.
        let upper = borrow ? multiple.high.adding(.one) : multiple.high
        guard let upper, upper == high, low < divisor else { return nil }
        return (claim, low.isZero)
    }

    #if GUEST_HOST_CALLS
        private static func hint(_ a: Amount, _ b: Amount, _ divisor: Amount) -> Amount {
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { memory in
                guard let words = memory.baseAddress else { return .zero }
                (words[0], words[1], words[2], words[3]) = a.limbs
                (words[4], words[5], words[6], words[7]) = b.limbs
                (words[8], words[9], words[10], words[11]) = divisor.limbs
                guestHintQuotient(words, words + 12)
                return Amount(limbs: words[12], words[13], words[14], words[15])
            }
        }
    #endif
}

extension Amount {
    /// The difference modulo 2^128, and whether `other` is larger.
    @inline(__always)
    fileprivate func subtractingReportingBorrow(_ other: Amount) -> (Amount, Bool) {
        let (difference, borrow) = low.subtractingReportingOverflow(other.low)
        let (first, underflow) = high.subtractingReportingOverflow(other.high)
        let (upper, more) = first.subtractingReportingOverflow(borrow ? 1 : 0)
        return (Amount(low: difference, high: upper), underflow || more)
    }
}
