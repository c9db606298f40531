/// A sum of products of base-field elements, reduced once: products below p^2 are added as
/// 128-bit integers with the overflow counted, which is exact for up to 2^31 of them.
struct ProductSum {
    private var low: UInt64
    private var high: UInt64
    private var top: UInt64 = 0

    init(_ left: Goldilocks, _ right: Goldilocks) {
        (high, low) = left.value.multipliedFullWidth(by: right.value)
    }

    /// Adds the product of two elements.
    func adding(_ left: Goldilocks, _ right: Goldilocks) -> ProductSum {
        var sum = self
        let (productHigh, productLow) = left.value.multipliedFullWidth(by: right.value)
        let (lowSum, carry) = sum.low.addingReportingOverflow(productLow)
        sum.low = lowSum
        // A product below p^2 has a high word below 2^64 - 2^33 + 2: adding one cannot wrap.
        let (highSum, overflow) =
            sum.high.addingReportingOverflow(productHigh &+ (carry ? 1 : 0))
        sum.high = highSum
        sum.top &+= overflow ? 1 : 0
        return sum
    }

    /// The sum modulo p; 2^128 = -2^32.
    var reduced: Goldilocks {
        Goldilocks(reducing: high, low) - Goldilocks(unchecked: top << 32)
    }
}
