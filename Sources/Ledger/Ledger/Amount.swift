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
    init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

    /// The number of units as two words, the least significant first.
    public var words: (UInt64, UInt64) { (low, high) }

    /// The number of units as four words, the least significant first.
    var limbs: (UInt32, UInt32, UInt32, UInt32) {
        (
            low.low, low.high, high.low, high.high
        )
    }

    /// The number of units.
    public var units: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// Nothing.
    public static let zero = Amount(0)

    /// The largest amount, 2^128 - 1; in a full exit it means the whole balance.
    public static let maximum = Amount(.max)

    /// Whether there are no units.
    public var isZero: Bool { units == 0 }

    public static func < (left: Amount, right: Amount) -> Bool { left.units < right.units }
}

extension Amount: FieldList {
    public init(placeholder: ()) { self = .zero }

    /// The units, a u128.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        var number = units
        try visitor.visit(&number)
        self = Amount(number)
    }
}

extension Amount {
    /// The sum, or `nil` when it does not fit.
    public func adding(_ other: Amount) -> Amount? {
        let (sum, overflow) = units.addingReportingOverflow(other.units)
        return overflow ? nil : Amount(sum)
    }

    /// The difference, or `nil` when `other` is larger.
    public func subtracting(_ other: Amount) -> Amount? {
        other.units > units ? nil : Amount(units - other.units)
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
        WideAmount(product: a, b).floorDivided(by: divisor)?.narrowed
    }

    /// `ceil(a * b / divisor)`, or `nil` when it does not fit or the divisor is zero.
    public static func ceilOfProduct(
        _ a: Amount, _ b: Amount, dividedBy divisor: Amount
    ) -> Amount? {
        WideAmount(product: a, b).ceilDivided(by: divisor)?.narrowed
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
