import CKernels
import Fields
import Polynomials
import TestSupport
import Testing

@Suite struct CubicKernelTests {
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

    /// Sums over rows and columns by definition, with edges of the field among the cells.
    @Test(arguments: [(1, 1), (7, 8), (16, 9), (19, 24)], VectorLevel.available)
    func combinationsAreSums(shape: (rows: Int, width: Int), level: VectorLevel) {
        var random = SeededGenerator(seed: 41)
        let edges = [0, 1, Goldilocks.modulus - 1, 0xffff_ffff, 0xffff_ffff_0000_0000]
        func word() -> UInt64 {
            let word = random.next()
            return word & 1 == 0 ? edges[Int(word >> 8) % 5] : Goldilocks(reducing: word).value
        }
        let (rows, width) = shape
        let stride = (rows + 7) / 8 * 8
        let cells = (0..<rows * width).map { _ in word() }
        let factors = (0..<3 * width).map { _ in word() }
        var lists = [UInt64](repeating: 0, count: 3 * stride)
        ckernels_combine_columns(level.code, &lists, stride, cells, width, rows, factors)
        func element(_ word: UInt64) -> Goldilocks { Goldilocks(reducing: word) }
        for row in 0..<rows {
            for part in 0..<3 {
                let expected = (0..<width).reduce(Goldilocks.zero) {
                    $0 + element(cells[row * width + $1]) * element(factors[3 * $1 + part])
                }
                #expect(lists[part * stride + row] == expected.value)
            }
        }
        var totals = [UInt64](repeating: 0, count: 3 * width)
        ckernels_combine_rows(level.code, &totals, cells, width, rows, lists, stride)
        for column in 0..<width {
            for part in 0..<3 {
                let expected = (0..<rows).reduce(Goldilocks.zero) {
                    $0 + element(cells[$1 * width + column]) * element(lists[part * stride + $1])
                }
                #expect(totals[3 * column + part] == expected.value)
            }
        }
    }
}
