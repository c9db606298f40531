public import Fields

/// A sum of products of a cubic and a base element, each coefficient reduced once at the end.
///
/// Exact for up to 2^31 products: the words that overflow are counted.
public struct CubicSum: Sendable {
    private var first = WideProductSum()
    private var second = WideProductSum()
    private var third = WideProductSum()

    /// The empty sum.
    public init() {}

    /// Adds a product.
    public mutating func add(_ factor: CubicExtension, times element: Goldilocks) {
        first.add(factor.c0, element)
        second.add(factor.c1, element)
        third.add(factor.c2, element)
    }

    /// The sum as an element.
    public var reduced: CubicExtension {
        CubicExtension(first.reduced, second.reduced, third.reduced)
    }
}

/// A sum of products below p^2 as an integer of 128 bits and a count of overflows.
private struct WideProductSum: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var overflows: UInt64 = 0

    mutating func add(_ left: Goldilocks, _ right: Goldilocks) {
        let product = left.value.multipliedFullWidth(by: right.value)
        let (lowSum, carry) = low.addingReportingOverflow(product.low)
        low = lowSum
        // The high word of a product below p^2 is below 2^64 - 2^33 + 2: adding one cannot wrap.
        let (highSum, overflow) = high.addingReportingOverflow(product.high &+ (carry ? 1 : 0))
        high = highSum
        overflows &+= overflow ? 1 : 0
    }

    /// The sum modulo p, with 2^128 = -2^32.
    var reduced: Goldilocks {
        Goldilocks(reducing: high, low) - Goldilocks(reducing: overflows << 32)
    }
}
