public import Bytes

/// An amount of a token in layer-2 units: 18 decimals, whatever its decimals on its chains.
///
/// Arithmetic is checked: a result that does not fit is `nil`, never wrapped.
public struct Amount: Hashable, Comparable, Sendable {
    // Two words rather than a UInt128, whose alignment of 16 bytes pads every record and operation.
    let low: UInt64
    let high: UInt64

    /// An amount of some units.
    public init(_ units: UInt128) {
        (low, high) = (UInt64(truncatingIfNeeded: units), UInt64(truncatingIfNeeded: units >> 64))
    }

    /// An amount of its two words.
    @inline(__always)
    public init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

    /// The number of units as two words, the least significant first.
    public var words: (UInt64, UInt64) { (low, high) }

    /// An amount of its four words of 32 bits, the least significant first.
    @inline(__always)
    public init(limbs word0: UInt32, _ word1: UInt32, _ word2: UInt32, _ word3: UInt32) {
        self.init(
            low: UInt64(low: word0, high: word1), high: UInt64(low: word2, high: word3))
    }

    /// The number of units as four words of 32 bits, the least significant first.
    @inline(__always)
    public var limbs: (UInt32, UInt32, UInt32, UInt32) { (low.low, low.high, high.low, high.high) }

    /// The number of units.
    public var units: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// Nothing.
    @inline(__always)
    public static var zero: Amount { Amount(low: 0, high: 0) }

    /// One unit.
    @inline(__always)
    public static var one: Amount { Amount(low: 1, high: 0) }

    /// One token, one dollar, or a rate of one: 10^18 units.
    @inline(__always)
    public static var unit: Amount { Amount(low: 1_000_000_000_000_000_000, high: 0) }

    /// The largest amount, 2^128 - 1; in a full exit it means the whole balance.
    public static let maximum = Amount(.max)

    /// Whether there are no units.
    @inline(__always)
    public var isZero: Bool { low | high == 0 }

    @inline(__always)
    public static func < (left: Amount, right: Amount) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}

extension Amount: FieldList {
    public init(placeholder: ()) { self = .zero }

    /// The units, a u128.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var (low, high) = words
        try visitor.visit(low: &low, high: &high)
        self = Amount(low: low, high: high)
    }
}

extension Amount {
    /// The sum, or `nil` when it does not fit.
    @inline(__always)
    public func adding(_ other: Amount) -> Amount? {
        // By words: an integer of 128 bits is a call in code for 32-bit processors.
        let (sum, carry) = low.addingReportingOverflow(other.low)
        let (first, overflow) = high.addingReportingOverflow(other.high)
        let (upper, more) = first.addingReportingOverflow(carry ? 1 : 0)
        return overflow || more ? nil : Amount(low: sum, high: upper)
    }

    /// The difference, or `nil` when `other` is larger.
    @inline(__always)
    public func subtracting(_ other: Amount) -> Amount? {
        let (difference, borrow) = low.subtractingReportingOverflow(other.low)
        let (first, underflow) = high.subtractingReportingOverflow(other.high)
        let (upper, more) = first.subtractingReportingOverflow(borrow ? 1 : 0)
        return underflow || more ? nil : Amount(low: difference, high: upper)
    }

    /// `self * factor`, or `nil` when it does not fit.
    public func multiplied(by factor: UInt64) -> Amount? {
        WideAmount(product: self, Amount(UInt128(factor))).narrowed
    }

    /// `floor(self / divisor)`; the divisor is positive.
    public func floorDivided(by divisor: UInt64) -> Amount {
        precondition(divisor > 0)
        guard divisor > 1 else { return self }
        guard units > UInt128(UInt64.max) else {
            return Amount(UInt128(UInt64(truncatingIfNeeded: units) / divisor))
        }
        let quotient = WideAmount(self).floorDivided(by: Amount(UInt128(divisor)))
        return quotient?.narrowed ?? .zero
    }

    /// `floor(a * b / divisor)`, or `nil` when it does not fit or the divisor is zero.
    public static func floorOfProduct(
        _ a: Amount, _ b: Amount, dividedBy divisor: Amount
    ) -> Amount? {
        WideAmount.quotient(of: a, b, by: divisor)?.quotient
    }

    /// `ceil(a * b / divisor)`, or `nil` when it does not fit or the divisor is zero.
    public static func ceilOfProduct(
        _ a: Amount, _ b: Amount, dividedBy divisor: Amount
    ) -> Amount? {
        guard let (quotient, isExact) = WideAmount.quotient(of: a, b, by: divisor) else {
            return nil
        }
        return isExact ? quotient : quotient.adding(.one)
    }
}

extension Amount {
    /// Layer-2 units of one unit of a token on a chain where it has `decimals <= 18`.
    public static func scale(decimals: UInt8) -> UInt64 {
        precondition(decimals <= LedgerLimits.decimals)
        var scale: UInt64 = 1
        for _ in decimals..<LedgerLimits.decimals { scale *= 10 }
        return scale
    }
}

extension Amount {
    /// Whether `self` is a whole number of `divisor`s; the divisor is positive.
    public func isMultiple(of divisor: UInt64) -> Bool {
        floorDivided(by: divisor).multiplied(by: divisor) == self
    }
}
