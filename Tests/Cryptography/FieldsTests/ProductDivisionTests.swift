import Fields
import TestSupport
import Testing

@Suite struct ProductDivisionTests {
    private typealias Integer = ProductDivision.Integer

    private func words(_ integer: Integer) -> [UInt32] { (0..<8).map { integer[$0] } }

    private func integer(_ words: [UInt32]) -> Integer {
        Integer { words.indices.contains($0) ? words[$0] : 0 }
    }

    /// a b + c in sixteen words, least significant first.
    private func product(_ a: Integer, _ b: Integer, plus c: Integer) -> [UInt32] {
        var sum = words(c) + [UInt32](repeating: 0, count: 8)
        for (i, x) in words(a).enumerated() {
            var carry: UInt64 = 0
            for (j, y) in (words(b) + [0]).enumerated() where i + j < 16 {
                carry += UInt64(x) * UInt64(y) + UInt64(sum[i + j])
                sum[i + j] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            #expect(carry == 0)
        }
        return sum
    }

    /// Integers of every length with words that make estimates of digits wrong.
    private func random(_ source: inout SeededGenerator) -> Integer {
        let length = Int.random(in: 0...8, using: &source)
        let edges: [UInt32] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, .max]
        return integer(
            (0..<length).map { _ in
                Bool.random(using: &source)
                    ? edges.randomElement(using: &source) ?? 0
                    : UInt32.random(in: 0...(.max), using: &source)
            })
    }

    /// q m + r = a b with r < m is the definition; where there is none a b needs 256 bits beyond
    /// m's.
    @Test func quotientAndRemainderAreThoseOfTheDefinition() {
        var source = SeededGenerator(seed: 0x6469_76)
        var refusedCount = 0
        for _ in 0..<20_000 {
            let (a, b, m) = (random(&source), random(&source), random(&source))
            let expected = product(a, b, plus: Integer(repeating: 0))
            guard let (q, r) = ProductDivision.divide(a, b, by: m) else {
                let upper = integer(Array(expected[8...]))
                #expect(!ProductDivision.isBelow(upper, m))
                refusedCount += 1
                continue
            }
            #expect(ProductDivision.isBelow(r, m))
            #expect(product(q, m, plus: r) == expected)
        }
        #expect(refusedCount > 1_000 && refusedCount < 15_000)
    }

    @Test func multipliesModuloOfAnyFactors() throws {
        var source = SeededGenerator(seed: 0x6d6f_64)
        let one = integer([1])
        for _ in 0..<2_000 {
            let (a, b, m) = (random(&source), random(&source), random(&source))
            guard words(m) != words(integer([])) else {
                #expect(ProductDivision.multiply(a, b, modulo: m) == nil)
                continue
            }
            let result = try #require(ProductDivision.multiply(a, b, modulo: m))
            #expect(ProductDivision.isBelow(result, m))
            let reduced = try #require(ProductDivision.divide(b, one, by: m)).remainder
            let other = try #require(ProductDivision.divide(reduced, a, by: m)).remainder
            #expect(words(result) == words(other))
        }
    }
}
