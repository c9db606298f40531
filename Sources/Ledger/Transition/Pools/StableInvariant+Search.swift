#if !hasFeature(Embedded)
    import Ledger

    // The search of roots: Newton's iteration to within a few units, then steps to the boundary that
    // `supports` decides, so that the result does not depend on the iteration.
    extension StableInvariant {
        /// D, by Newton's iteration from above, which falls monotonically: the real function is
        /// increasing and convex.
        var searchedValue: Amount {
            let guess = newton(from: sum.units) { d in
                // d (a n S + 100 n p) / ((a n - 100) d + 100 (n + 1) p)
                let count = UInt128(coins.count)
                guard let product = product(Amount(d))?.units, product < Self.iterated else {
                    return d / (count + 1) * count
                }
                let scale = max(0, sum.units.bitWidth - sum.units.leadingZeroBitCount - 100)
                let (p, total, value) = (product >> scale, sum.units >> scale, d >> scale)
                let upper = UInt128(leverage) * total + 100 * count * p
                let lower = (UInt128(leverage) - 100) * value + 100 * (count + 1) * p
                return Self.quotient(d, upper, lower)
            }
            let low = Self.lastTrue(near: guess, from: 0, to: sum.units + 1) {
                supports(Amount($0))
            }
            return Amount(low)
        }

        /// The least balance of a coin in a range that supports a sum; zero when it is not in the
        /// range.
        func searchedBalance(
            at index: Int, supporting d: Amount, in range: StableRange
        ) -> Amount {
            if supports(d, with: range.below, at: index) { return .zero }
            let high = range.high
            guard supports(d, with: high, at: index) else { return .zero }
            let guess = newton(from: min(d, high).units) { balance in
                // y (a n y + 100 p) / (a n (2 y + S' - d) + 100 d), S' the sum of the others
                guard let changed = with(Amount(balance), at: index),
                    let product = changed.product(d)?.units, product < Self.iterated
                else { return balance }
                let most = max(changed.sum.units, d.units)
                let scale = max(0, most.bitWidth - most.leadingZeroBitCount - 100)
                let (p, value, whole) = (product >> scale, balance >> scale, d.units >> scale)
                let upper = UInt128(leverage) * value + 100 * p
                let positive = UInt128(leverage) * (value + changed.sum.units >> scale)
                let lower = positive + 100 * whole
                let negative = UInt128(leverage) * whole
                guard lower > negative else { return balance }
                return Self.quotient(balance, upper, lower - negative)
            }
            let below = range.below?.units ?? 0
            let last = Self.lastTrue(near: guess, from: below, to: high.units) {
                !supports(d, with: Amount($0), at: index)
            }
            return Amount(last + 1)
        }

        /// The value at which an iteration stops falling; at most 64 steps.
        private func newton(
            from start: UInt128, _ next: (UInt128) -> UInt128
        ) -> UInt128 {
            var value = start
            for _ in 0..<64 {
                let smaller = next(value)
                guard smaller < value else { break }
                value = smaller
            }
            return value
        }

        /// Products up to which an iteration's terms fit 128 bits.
        private static let iterated: UInt128 = 1 << 117

        private static func quotient(
            _ value: UInt128, _ upper: UInt128, _ lower: UInt128
        ) -> UInt128 {
            Amount.floorOfProduct(Amount(value), Amount(upper), dividedBy: Amount(lower))?.units
                ?? value
        }

        /// The last value in `low..<high` for which a predicate holds that holds up to some value,
        /// at `low` in any case and not at `high`.
        private static func lastTrue(
            near guess: UInt128, from low: UInt128, to high: UInt128,
            _ holds: (UInt128) -> Bool
        ) -> UInt128 {
            var (low, high) = (low, high)
            var (place, step) = (min(max(guess, low), high), 1 as UInt128)
            // Doubles the steps from the guess until the boundary is passed, then halves the rest.
            while high - low > 1 {
                let isInside = place > low && place < high
                let middle = isInside ? place : low + (high - low) / 2
                if holds(middle) {
                    low = middle
                    place = isInside ? middle + min(step, UInt128.max - middle) : low
                } else {
                    high = middle
                    place = isInside ? middle - min(step, middle) : low
                }
                step = isInside ? step * 2 : 1
            }
            return low
        }
    }
#else
    import Ledger

    // A guest program has every root from its witness and searches for none.
    extension StableInvariant {
        var searchedValue: Amount { .zero }

        func searchedBalance(
            at index: Int, supporting d: Amount, in range: StableRange
        ) -> Amount { .zero }
    }
#endif
