import Bytes
import Signatures
import TestSupport
import Testing

@Suite struct DoubleScalarProductTests {
    private typealias Operands = DoubleScalarProduct.Operands

    /// n, least significant word first.
    private let order: [UInt32] = [
        0x948b_ffe1, 0xe80f_d996, 0xd724_a09c, 0xe888_5c39, 0xcfb8_0639, 0x7fff_ffe6, 0x0000_0016,
        0x7fff_fff1, 0x8000_0007, 0x7fff_fffd,
    ]

    private func words(_ bytes: Bytes40) -> [UInt32] {
        (0..<10).map { word in
            (0..<4).reduce(0) { $0 | UInt32(bytes[4 * word + $1]) << UInt32(8 * $1) }
        }
    }

    private func encoding(_ key: [UInt32], _ s: [UInt32], _ e: [UInt32]) -> [UInt32]? {
        let all = key + s + e
        return DoubleScalarProduct.encoding(of: Operands { all[$0] }).map { result in
            (0..<10).map { result[$0] }
        }
    }

    /// A multiple by doubling and adding, whatever the number of words.
    private func multiple(_ point: EcGFp5Point, _ words: [UInt32]) -> EcGFp5Point {
        var result = EcGFp5Point.neutral
        for word in words.reversed() {
            for bit in (0..<32 as Range<UInt32>).reversed() {
                result = result + result
                if word >> bit & 1 == 1 { result = result + point }
            }
        }
        return result
    }

    @Test func isTheDifferenceOfBothProducts() throws {
        var source = SeededGenerator(seed: 71)
        func random(_ count: Int) -> [UInt32] {
            (0..<count).map { _ in UInt32(truncatingIfNeeded: source.next()) }
        }
        let zero = [UInt32](repeating: 0, count: 10)
        let one = [1] + zero.dropLast()
        let ones = [UInt32](repeating: .max, count: 10)
        let scalars = [zero, one, order, [order[0] - 1] + order.dropFirst(), ones]
        for s in scalars + (0..<6).map({ _ in random(10) }) {
            for e in [zero, one, ones, random(4)] {
                let point = multiple(.generator, random(3))
                let expected = multiple(.generator, s) + -multiple(point, Array(e.prefix(4)))
                #expect(
                    encoding(words(point.encoded), s, Array(e.prefix(4)))
                        == words(expected.encoded))
            }
        }
    }

    @Test func theSameProductsGiveTheNeutralElement() {
        let generator = words(EcGFp5Point.generator.encoded)
        let scalar: [UInt32] = [7, 8, 9, 10]
        let result = encoding(generator, scalar + [0, 0, 0, 0, 0, 0], scalar)
        #expect(result == [UInt32](repeating: 0, count: 10))
        // n G is neutral, and e = 0 leaves nothing.
        #expect(encoding(generator, order, [0, 0, 0, 0]) == result)
    }

    @Test func hasNoResultWhereThereIsNoKey() {
        var source = SeededGenerator(seed: 72)
        var refused = 0
        for round in 0..<200 {
            // Half of the canonical w encode a point.
            var key = (0..<10).map { _ in UInt32(truncatingIfNeeded: source.next()) }
            if round % 4 == 3 { key[2 * (round / 4 % 5) + 1] = .max }
            let decoded = SchnorrPublicKey(
                encoded: Bytes40 { UInt8(truncatingIfNeeded: key[$0 / 4] >> UInt32(8 * ($0 % 4))) })
            let result = encoding(key, [UInt32](repeating: 3, count: 10), [1, 2, 3, 4])
            #expect((decoded == nil) == (result == nil))
            refused += result == nil ? 1 : 0
        }
        #expect(refused > 75 && refused < 175)
        let zero = [UInt32](repeating: 0, count: 10)
        #expect(encoding(zero, zero, [0, 0, 0, 0]) == nil)
    }
}
