/// An integer modulo p = 2^64 - 2^32 + 1, always stored canonically, in [0, p).
///
/// 2^64 = 2^32 - 1 and 2^96 = -1 modulo p, so a product reduces with shifts and additions.
public struct Goldilocks: Sendable {
    /// The canonical integer, in [0, p).
    public let value: UInt64

    /// The modulus p.
    public static let modulus: UInt64 = 0xffff_ffff_0000_0001

    /// 2^64 modulo p.
    static let epsilon: UInt64 = 0xffff_ffff

    /// An integer known to be below p.
    init(unchecked value: UInt64) {
        assert(value < Self.modulus)
        self.value = value
    }

    /// The element of a canonical integer, or `nil` from p on.
    public init?(canonical value: UInt64) {
        guard value < Self.modulus else { return nil }
        self.value = value
    }

    /// The residue of any 64-bit integer.
    public init(reducing value: UInt64) {
        self.value = value >= Self.modulus ? value &- Self.modulus : value
    }

    /// A 32-bit integer, which is always canonical.
    public init(_ value: UInt32) {
        // By its bits: the generic conversion is a call in code for 32-bit processors.
        self.value = UInt64(_truncatingBits: UInt(value))
    }

    /// The residue of high * 2^64 + low.
    public init(reducing high: UInt64, _ low: UInt64) {
        // high = top * 2^32 + middle: top * 2^96 = -top, middle * 2^64 = middle * (2^32 - 1).
        let (difference, borrow) = low.subtractingReportingOverflow(high >> 32)
        // After a borrow the difference is at least 2^64 - 2^32, so this cannot wrap again.
        let lower = borrow ? difference &- Self.epsilon : difference
        let middle = (high & Self.epsilon) &* Self.epsilon
        let (sum, carry) = lower.addingReportingOverflow(middle)
        // After a carry the sum is below 2^64 - 2^33 + 1, so this cannot wrap again.
        self.init(reducing: carry ? sum &+ Self.epsilon : sum)
    }
}

extension Goldilocks: Field {
    /// Zero.
    public static var zero: Goldilocks { Goldilocks(0) }

    /// One.
    public static var one: Goldilocks { Goldilocks(1) }

    /// The sum.
    public static func + (left: Goldilocks, right: Goldilocks) -> Goldilocks {
        // left - (p - right): a borrow means that the true sum is below p.
        let (difference, borrow) =
            left.value.subtractingReportingOverflow(modulus &- right.value)
        return Goldilocks(unchecked: borrow ? difference &+ modulus : difference)
    }

    /// The sum with a 32-bit integer.
    @inline(__always)
    public func adding(_ word: UInt32) -> Goldilocks {
        let (sum, carry) = value.addingReportingOverflow(UInt64(_truncatingBits: UInt(word)))
        // After a carry the sum is below 2^32, and 2^64 = 2^32 - 1 modulo p.
        return carry ? Goldilocks(unchecked: sum &+ Self.epsilon) : Goldilocks(reducing: sum)
    }

    /// The difference.
    public static func - (left: Goldilocks, right: Goldilocks) -> Goldilocks {
        let (difference, borrow) = left.value.subtractingReportingOverflow(right.value)
        return Goldilocks(unchecked: borrow ? difference &+ modulus : difference)
    }

    /// The product.
    public static func * (left: Goldilocks, right: Goldilocks) -> Goldilocks {
        let (high, low) = left.value.multipliedFullWidth(by: right.value)
        return Goldilocks(reducing: high, low)
    }

    /// The additive inverse.
    public static prefix func - (operand: Goldilocks) -> Goldilocks {
        Goldilocks(unchecked: operand.value == 0 ? 0 : modulus &- operand.value)
    }

    /// The square.
    public var squared: Goldilocks { self * self }

    /// The value divided by two.
    public var halved: Goldilocks {
        // An odd value plus p is even; (value + p) / 2 = floor(value / 2) + (p + 1) / 2.
        let half = value >> 1
        return Goldilocks(unchecked: value & 1 == 0 ? half : half &+ 0x7fff_ffff_8000_0001)
    }

    /// The inverse by Fermat: the power to p - 2, which is 31 ones, a zero, 32 ones in binary.
    public var inverseOrZero: Goldilocks {
        let ones2 = squared * self
        let ones3 = ones2.squared * self
        let ones6 = ones3.squared(times: 3) * ones3
        let ones12 = ones6.squared(times: 6) * ones6
        let ones24 = ones12.squared(times: 12) * ones12
        let ones30 = ones24.squared(times: 6) * ones6
        let ones31 = ones30.squared * self
        let ones32 = ones31.squared * self
        return ones31.squared(times: 33) * ones32
    }
}

extension Goldilocks: Hashable {}
