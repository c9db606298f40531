import Fields

/// Multiples of the generator for every digit of a scalar, so that no doubling is left.
///
/// On hosts a table of 54 windows of 32 points (138 KB) is built at first use. The 32-bit guest
/// has neither memory nor time for it and multiplies the generator like any point.
enum GeneratorTable {
    /// Generator times a public scalar: time and memory accesses depend on it.
    static func multiplyPublic(_ scalar: EcGFp5Scalar) -> EcGFp5Point {
        #if arch(riscv32)
            return EcGFp5Point.generator.multiplied(by: scalar)
        #else
            var digits = SignedDigits(scalar, width: width)
            var result = EcGFp5Point.neutral
            for window in 0..<windowCount {
                let digit = digits.next()
                let start = window * entryCount
                if digit > 0 {
                    result = result + points[start + digit - 1]
                } else if digit < 0 {
                    result = result + -points[start - digit - 1]
                }
            }
            return result
        #endif
    }
}

#if !arch(riscv32)
    extension GeneratorTable {
        private static let width = 6
        private static let entryCount = 1 << (width - 1)
        private static let windowCount = SignedDigits.count(bitCount: 319, width: width)

        /// Window w holds the multiples 1...32 of 2^(6w) times the generator.
        private static let points: [AffinePoint] = {
            var points = [EcGFp5Point]()
            points.reserveCapacity(windowCount * entryCount)
            var base = EcGFp5Point.generator
            for _ in 0..<windowCount {
                points += AffinePoint.multiples(of: base, count: entryCount)
                base = base.doubled(times: width)
            }
            return AffinePoint.normalising(points)
        }()

        /// Generator times a secret scalar: reads the whole table and takes the same steps.
        static func multiplySecret(_ scalar: EcGFp5Scalar) -> EcGFp5Point {
            var digits = SignedDigits(scalar, width: width)
            var result = EcGFp5Point.neutral
            for window in 0..<windowCount {
                let digit = digits.next()
                let sign = digit >> (Int.bitWidth - 1)
                let magnitude = (digit ^ sign) - sign
                var chosen = AffinePoint.neutral
                for entry in 0..<entryCount {
                    let difference = UInt64(bitPattern: Int64(magnitude ^ (entry + 1)))
                    // All ones exactly when the difference is zero.
                    let mask = ((difference | (0 &- difference)) >> 63) &- 1
                    let point = points[window * entryCount + entry]
                    chosen.x = point.x.selected(by: mask, else: chosen.x)
                    chosen.u = point.u.selected(by: mask, else: chosen.u)
                }
                let signMask = UInt64(bitPattern: Int64(sign))
                chosen.u = (-chosen.u).selected(by: signMask, else: chosen.u)
                result = result + chosen
            }
            return result
        }
    }

    extension QuinticExtension {
        /// This value where the mask is all ones, the other where it is zero.
        fileprivate func selected(by mask: UInt64, else other: QuinticExtension) -> Self {
            func select(_ chosen: Goldilocks, _ other: Goldilocks) -> Goldilocks {
                Goldilocks(reducing: chosen.value & mask | other.value & ~mask)
            }
            return QuinticExtension(
                select(c0, other.c0), select(c1, other.c1), select(c2, other.c2),
                select(c3, other.c3), select(c4, other.c4))
        }
    }
#endif
