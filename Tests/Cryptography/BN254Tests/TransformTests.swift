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

    /// Butterflies a layer at a time, with every sum reduced: the reference of the kernels.
    private func plainToReversed(_ block: inout [Fr], _ roots: [Fr], index: Int) {
        var length = block.count
        while length > 1 {
            for part in 0..<block.count / length {
                let root = roots[index * block.count / length + part]
                for low in part * length..<part * length + length / 2 {
                    let (left, right) = (block[low], root * block[low + length / 2])
                    (block[low], block[low + length / 2]) = (left + right, left - right)
                }
            }
            length /= 2
        }
    }

    private func plainFromReversed(_ block: inout [Fr], _ roots: [Fr], index: Int) {
        var length = 2
        while length <= block.count {
            for part in 0..<block.count / length {
                let root = roots[index * block.count / length + part]
                for low in part * length..<part * length + length / 2 {
                    let (left, right) = (block[low], block[low + length / 2])
                    (block[low], block[low + length / 2]) = (left + right, root * (left - right))
                }
            }
            length *= 2
        }
    }

    /// Values and roots of one kind: random, all r - 1 (the largest sums), all zero, or edges.
    private func lists(_ count: Int, kind: Int) -> (values: [Fr], roots: [Fr]) {
        func list(_ seed: UInt64) -> [Fr] {
            var source = SeededGenerator(seed: seed)
            return (0..<count).map { _ in
                switch kind {
                case 0: .random(&source)
                case 1: -.one
                case 2: .zero
                default: [.zero, .one, -.one, Fr(2).inverseOrZero][Int(source.next() % 4)]
                }
            }
        }
        var roots = list(73) + list(74)
        // As in every transform.
        roots[0] = .one
        return (list(72), roots)
    }

    /// In blocks that fill vectors and others, the first of a transform and a later one.
    @Test(arguments: 0..<4)
    func kernelsAgreeWithPlainButterflies(kind: Int) {
        for log2 in 0...9 {
            let (values, roots) = lists(1 << log2, kind: kind)
            let stored = roots.map(\.stored)
            for index in 0...1 {
                var (there, back) = (values, values)
                plainToReversed(&there, roots, index: index)
                plainFromReversed(&back, roots, index: index)
                for level in levels {
                    var block = values.map(\.stored)
                    cbn254_fr_to_reversed(level, &block, UInt32(log2), stored, index)
                    #expect(block.map { Fr(stored: $0) } == there)
                    block = values.map(\.stored)
                    cbn254_fr_from_reversed(level, &block, UInt32(log2), stored, index)
                    #expect(block.map { Fr(stored: $0) } == back)
                }
            }
        }
    }

    /// Two layers alone, of all columns and of some that do not fill vectors, are canonical.
    @Test(arguments: 0..<4)
    func pairsOfLayersAgreeWithPlainButterflies(kind: Int) {
        let (values, roots) = lists(128, kind: kind)
        let stored = roots.map(\.stored)
        for (index, range) in [(0, 0..<32), (1, 0..<32), (0, 3..<22), (1, 5..<31)] {
            for level in levels {
                var (there, back) = (values.map(\.stored), values.map(\.stored))
                cbn254_fr_to_reversed_start(
                    level, &there, 32, range.lowerBound, range.count, stored, index)
                cbn254_fr_from_reversed_end(
                    level, &back, 32, range.lowerBound, range.count, stored, index)
                for column in 0..<32 {
                    let places = (0..<4).map { column + 32 * $0 }
                    var (split, joined) = (places.map { values[$0] }, places.map { values[$0] })
                    if range.contains(column) {
                        plainToReversed(&split, roots, index: index)
                        plainFromReversed(&joined, roots, index: index)
                    }
                    #expect(places.map { Fr(stored: there[$0]) } == split)
                    #expect(places.map { Fr(stored: back[$0]) } == joined)
                }
            }
        }
    }

    @Test func productsOfListsAgree() {
        let values = Fr.samples(seed: 72, count: 100)
        for level in levels {
            var products = values.map(\.stored)
            cbn254_fr_multiply_all(level, &products, products, products, products.count)
            #expect(products.map { Fr(stored: $0) } == values.map { $0 * $0 })
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
