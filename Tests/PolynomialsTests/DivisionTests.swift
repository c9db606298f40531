import CKernels
import Fields
import Polynomials
import TestSupport
import Testing

@Suite struct DivisionTests {
    /// Fractions of the cubic extension in lanes, some with a denominator of zero.
    @Test(arguments: VectorLevel.available)
    func quotientsAreProductsWithInverses(level: VectorLevel) {
        var random = SeededGenerator(seed: 40)
        let (count, stride) = (5, 16)
        var fractions = (0..<6 * count * stride).map { index in
            let word = random.next()
            return word & 7 == 0 ? Goldilocks.modulus - 1 : Goldilocks(reducing: word).value
        }
        for (fraction, lane) in [(0, 0), (2, 5), (4, 15), (3, 5)] {
            for part in 3..<6 { fractions[(6 * fraction + part) * stride + lane] = 0 }
        }
        // Zero but for the last coefficient is not zero.
        for part in 3..<5 { fractions[(6 + part) * stride + 1] = 0 }
        let before = fractions
        var products = [UInt64](repeating: 0, count: 3 * count * stride)
        ckernels_divide_cubic(level.code, &fractions, &products, count, stride)
        func cubic(_ words: [UInt64], _ fraction: Int, _ part: Int, _ lane: Int) -> CubicExtension {
            let parts = (0..<3).map {
                Goldilocks(reducing: words[(6 * fraction + part + $0) * stride + lane])
            }
            return CubicExtension(parts[0], parts[1], parts[2])
        }
        for fraction in 0..<count {
            for lane in 0..<stride {
                let expected =
                    cubic(before, fraction, 0, lane)
                    * cubic(before, fraction, 3, lane).inverseOrZero
                #expect(cubic(fractions, fraction, 0, lane) == expected)
            }
        }
    }
}
