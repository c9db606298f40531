import Fields

/// A field element as any 64-bit representative, in [0, 2^64): permutations reduce to the
/// canonical one only at their end.
///
/// Carries and borrows are the upper halves of 128-bit sums, never Booleans: those come out as
/// branches on random bits, which cost half the speed. epsilon = 2^64 modulo p = 2^32 - 1.
struct LazyGoldilocks {
    let word: UInt64

    init(_ value: Goldilocks) {
        word = value.value
    }

    private init(word: UInt64) {
        self.word = word
    }

    var canonical: Goldilocks { Goldilocks(reducing: word) }

    @inline(__always)
    static func * (left: LazyGoldilocks, right: LazyGoldilocks) -> LazyGoldilocks {
        let (high, low) = left.word.multipliedFullWidth(by: right.word)
        // As for canonical values: high = top * 2^32 + middle, and 2^96 = -1.
        let difference = UInt128(low) &- UInt128(high >> 32)
        let borrowMask = UInt64(truncatingIfNeeded: difference >> 64)
        let lower = UInt64(truncatingIfNeeded: difference) &- (borrowMask & epsilon)
        return sum(lower, (high & epsilon) &* epsilon)
    }

    /// The sum with a canonical integer: one correction suffices, since the sum is below
    /// 2^64 + p.
    @inline(__always)
    func adding(canonical value: UInt64) -> LazyGoldilocks {
        LazyGoldilocks.sum(word, value)
    }

    /// The value divided by two: an odd one plus p is even.
    @inline(__always)
    var halved: LazyGoldilocks {
        LazyGoldilocks(word: word >> 1 &+ (0 &- (word & 1)) & 0x7fff_ffff_8000_0001)
    }

    /// The seventh power.
    @inline(__always)
    var seventhPower: LazyGoldilocks {
        let square = self * self
        return (square * square) * (square * self)
    }

    private static var epsilon: UInt64 { 0xffff_ffff }

    /// A sum of two words of which one is below p.
    @inline(__always)
    private static func sum(_ left: UInt64, _ right: UInt64) -> LazyGoldilocks {
        let total = UInt128(left) &+ UInt128(right)
        let carry = UInt64(truncatingIfNeeded: total >> 64)
        return LazyGoldilocks(
            word: UInt64(truncatingIfNeeded: total) &+ ((0 &- carry) & epsilon))
    }

    /// Few elements added up, below 2^96.
    struct Sum {
        private let value: UInt128

        init(_ element: LazyGoldilocks) {
            value = UInt128(element.word)
        }

        private init(value: UInt128) {
            self.value = value
        }

        @inline(__always)
        static func + (left: Sum, right: Sum) -> Sum {
            Sum(value: left.value &+ right.value)
        }

        @inline(__always)
        static func + (left: Sum, right: LazyGoldilocks) -> Sum {
            Sum(value: left.value &+ UInt128(right.word))
        }

        /// A representative of the difference for a `right` of up to seven elements: 8p is
        /// added, which is more.
        @inline(__always)
        static func - (left: Sum, right: Sum) -> Sum {
            Sum(value: left.value &+ (UInt128(Goldilocks.modulus) << 3) &- right.value)
        }

        @inline(__always)
        var doubled: Sum { self + self }

        /// A single word: high * 2^64 = high * epsilon, which is below p.
        @inline(__always)
        var reduced: LazyGoldilocks {
            let high = UInt64(truncatingIfNeeded: value >> 64)
            return LazyGoldilocks.sum(
                UInt64(truncatingIfNeeded: value), high &* LazyGoldilocks.epsilon)
        }
    }
}
