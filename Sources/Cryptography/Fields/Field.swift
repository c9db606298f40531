/// A finite field with the operations that proofs and curves use.
///
/// Every value has one representation, so equality is equality of stored words.
public protocol Field: Equatable, Sendable {
    /// The neutral element of addition.
    static var zero: Self { get }
    /// The neutral element of multiplication.
    static var one: Self { get }

    static func + (left: Self, right: Self) -> Self
    static func - (left: Self, right: Self) -> Self
    static func * (left: Self, right: Self) -> Self
    static prefix func - (value: Self) -> Self

    /// The product of the value with itself.
    var squared: Self { get }
    /// The multiplicative inverse; zero for zero.
    var inverseOrZero: Self { get }
}

extension Field {
    /// Adds in place.
    public static func += (left: inout Self, right: Self) { left = left + right }

    /// Subtracts in place.
    public static func -= (left: inout Self, right: Self) { left = left - right }

    /// Multiplies in place.
    public static func *= (left: inout Self, right: Self) { left = left * right }

    /// The multiplicative inverse, or `nil` for zero.
    public var inverse: Self? { self == .zero ? nil : inverseOrZero }

    /// The value times two.
    public var doubled: Self { self + self }

    /// The value squared `count` times: its power to 2^count.
    public func squared(times count: Int) -> Self {
        var result = self
        for _ in 0..<count { result = result.squared }
        return result
    }

    /// The power to a 64-bit exponent, in time that depends on the exponent.
    public func power(_ exponent: UInt64) -> Self {
        var result = Self.one
        var remaining = 64 - exponent.leadingZeroBitCount
        while remaining > 0 {
            remaining -= 1
            result = result.squared
            if exponent >> UInt64(remaining) & 1 == 1 { result *= self }
        }
        return result
    }

    /// Inverts every element in place; zero stays zero.
    ///
    /// One inversion and three products for each: Montgomery's trick (Cohen,
    /// Computational Algebraic Number Theory, 10.3.4).
    public static func invertAll(_ values: inout [Self]) {
        var prefixes = [Self]()
        prefixes.reserveCapacity(values.count)
        var product = Self.one
        for value in values {
            prefixes.append(product)
            if value != .zero { product *= value }
        }
        var suffixInverse = product.inverseOrZero
        var index = values.count
        while index > 0 {
            index -= 1
            let value = values[index]
            guard value != .zero else { continue }
            values[index] = suffixInverse * prefixes[index]
            suffixInverse *= value
        }
    }
}
