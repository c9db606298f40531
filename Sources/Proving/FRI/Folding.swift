public import Fields
import Polynomials

/// Folds the values of one coset: f(X) = sum X^k f_k(X^m) to sum b^k f_k at the point X^m.
///
/// Computed as log m steps of (f(x) + f(-x)) / 2 + b * (f(x) - f(-x)) / (2x), b squared at each
/// step
/// (Ben-Sasson and others, "Fast Reed-Solomon Interactive Oracle Proofs of Proximity", ICALP
/// 2018, section 3).
public struct Folding: Sendable {
    /// Logarithm of the number of values.
    public let factorLog2: Int
    /// Inverse points of the pairs of each step, in units of the point of the row; the first is one.
    private let inverses: [[Goldilocks]]
    /// 2^-`factorLog2`.
    private let scale: Goldilocks

    init(factorLog2: Int) {
        self.factorLog2 = factorLog2
        inverses = (1...factorLog2).reversed().map { bitCount in
            let step = RootsOfUnity.inverse(orderLog2: bitCount)
            return (0..<1 << (bitCount - 1)).map {
                step.power(UInt64(bitReversed($0, bitCount: bitCount - 1)))
            }
        }
        scale = Goldilocks(1 << UInt32(factorLog2)).inverseOrZero
    }

    /// The folded value of neighbours in a codeword in bit-reversed order.
    ///
    /// The values belong to y * z^reversed(t), y the point of their row in the large subgroup, z a
    /// root of unity of order 2^`factorLog2`. `ratio` is the challenge over y. The steps leave out
    /// their divisions by two, which are one at the end.
    public func fold<Cubic: CubicValue>(_ values: [Cubic], ratio: Cubic) -> Cubic {
        assert(values.count == 1 << factorLog2)
        var ratio = ratio
        var current = values
        for inverses in inverses {
            // The results take the first half of the places, none before it has been read.
            for (pair, inverse) in inverses.enumerated() {
                let (left, right) = (current[2 * pair], current[2 * pair + 1])
                let factor = pair == 0 ? ratio : ratio.scaled(byConstant: inverse)
                current[pair] = left + right + factor * (left - right)
            }
            if inverses.count > 1 { ratio = ratio.squared }
        }
        return current[0].scaled(byConstant: scale)
    }

    /// One step on elements: (left + right) / 2 + challenge * (left - right) / (2x).
    static func combine(
        _ left: CubicExtension, _ right: CubicExtension, _ inverse: Goldilocks,
        _ challenge: CubicExtension
    ) -> CubicExtension {
        let sum = left + right + challenge * (left - right).scaled(by: inverse)
        return CubicExtension(sum.c0.halved, sum.c1.halved, sum.c2.halved)
    }
}
