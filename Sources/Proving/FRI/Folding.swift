import Fields
import Polynomials

/// Folds the values of one coset: f(X) = sum X^k f_k(X^m) to sum b^k f_k at the point X^m.
///
/// Computed as log m steps of (f(x) + f(-x)) / 2 + b * (f(x) - f(-x)) / (2x), b squared at each
/// step
/// (Ben-Sasson and others, "Fast Reed-Solomon Interactive Oracle Proofs of Proximity", ICALP
/// 2018, section 3).
enum Folding {
    /// The folded value of row `row` of a codeword in bit-reversed order.
    ///
    /// `values` are its 2^`factorLog2` neighbours; they belong to y * z^reversed(t), y the point of
    /// the row in the large subgroup, z a root of unity of order 2^`factorLog2`.
    static func fold(
        _ values: [CubicExtension], row: Int, layer: FoldingSchedule.Layer,
        challenge: CubicExtension
    ) -> CubicExtension {
        assert(values.count == 1 << layer.factorLog2 && row >> layer.foldedLog2 == 0)
        let exponent = bitReversed(row, bitCount: layer.foldedLog2)
        var inversePoint = RootsOfUnity.inverse(orderLog2: layer.sizeLog2)
            .power(UInt64(exponent))
        var challenge = challenge
        var current = values
        var bitCount = layer.factorLog2
        while bitCount > 0 {
            let step = RootsOfUnity.inverse(orderLog2: bitCount)
            var next = [CubicExtension]()
            next.reserveCapacity(current.count / 2)
            for pair in 0..<current.count / 2 {
                let offset = bitReversed(pair, bitCount: bitCount - 1)
                let inverse = inversePoint * step.power(UInt64(offset))
                next.append(
                    combine(current[2 * pair], current[2 * pair + 1], inverse, challenge))
            }
            current = next
            inversePoint = inversePoint.squared
            challenge = challenge.squared
            bitCount -= 1
        }
        return current[0]
    }

    /// (left + right) / 2 + challenge * (left - right) / (2x).
    static func combine(
        _ left: CubicExtension, _ right: CubicExtension, _ inverse: Goldilocks,
        _ challenge: CubicExtension
    ) -> CubicExtension {
        let sum = left + right + challenge * (left - right).scaled(by: inverse)
        return CubicExtension(sum.c0.halved, sum.c1.halved, sum.c2.halved)
    }
}
