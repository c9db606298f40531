import BN254
import CBN254
import Fields
import Parallel
import TestSupport
import Testing

@Suite struct ScalarTransformTests {
    private func reversed(_ index: Int, _ log2: Int) -> Int {
        var result = 0
        for bit in 0..<log2 where index >> bit & 1 == 1 { result |= 1 << (log2 - 1 - bit) }
        return result
    }

    @Test func valuesAgreeWithHorner() {
        var source = SeededGenerator(seed: 70)
        for log2 in 0...7 {
            let transform = ScalarTransform(log2: log2)
            let coefficients = (0..<1 << log2).map { _ in Fr.random(&source) }
            var values = coefficients
            values.withUnsafeMutableBufferPointer { transform.evaluate($0, workers: .serial) }
            let root = Fr.rootOfUnity(log2: log2)
            for index in values.indices {
                let point = root.power(UInt64(reversed(index, log2)))
                let expected = coefficients.reversed().reduce(Fr.zero) { $0 * point + $1 }
                #expect(values[index] == expected)
            }
            values.withUnsafeMutableBufferPointer { transform.interpolate($0, workers: .serial) }
            #expect(values == coefficients)
        }
    }

    @Test func threadsDoNotChangeValues() {
        var source = SeededGenerator(seed: 71)
        for log2 in [13, 14] {
            let transform = ScalarTransform(log2: log2)
            let coefficients = (0..<1 << log2).map { _ in Fr.random(&source) }
            var (one, many) = (coefficients, coefficients)
            one.withUnsafeMutableBufferPointer { transform.evaluate($0, workers: .serial) }
            many.withUnsafeMutableBufferPointer {
                transform.evaluate($0, workers: Workers(count: 3))
            }
            #expect(one == many)
            many.withUnsafeMutableBufferPointer {
                transform.interpolate($0, workers: Workers(count: 3))
            }
            #expect(many == coefficients)
        }
    }

    /// With edges among values and roots, in blocks that fill vectors and others.
    @Test func instructionSetsGiveTheSameValues() {
        for log2 in [3, 4, 5, 6, 7] {
            let count = 1 << log2
            let values = Fr.samples(seed: 72, count: count).prefix(count).map(\.stored)
            let roots = Array(Fr.samples(seed: 73, count: count).prefix(count).map(\.stored))
            for level in levels {
                var (plain, fast) = (values, values)
                func expectEqual() {
                    #expect(plain.map { Fr(stored: $0) } == fast.map { Fr(stored: $0) })
                }
                cbn254_fr_to_reversed(CBN254_PORTABLE, &plain, UInt32(log2), roots, 0)
                cbn254_fr_to_reversed(level, &fast, UInt32(log2), roots, 0)
                expectEqual()
                cbn254_fr_from_reversed(CBN254_PORTABLE, &plain, UInt32(log2), roots, 0)
                cbn254_fr_from_reversed(level, &fast, UInt32(log2), roots, 0)
                expectEqual()
                cbn254_fr_multiply_all(CBN254_PORTABLE, &plain, plain, values, count)
                cbn254_fr_multiply_all(level, &fast, fast, values, count)
                expectEqual()
            }
        }
    }

    @Test func scalingGivesPowers() {
        let count = 5_000
        var values = [Fr](repeating: .one, count: count)
        values.withUnsafeMutableBufferPointer {
            ScalarTransform.scale($0, start: Fr(3), ratio: Fr(5), workers: Workers(count: 2))
        }
        var expected = Fr(3)
        for value in values {
            #expect(value == expected)
            expected *= Fr(5)
        }
    }
}
