import Bytes
import Signatures
import TestSupport
import Testing

@Suite struct EcGFp5Tests {
    private let vectors: VectorFile

    init() throws {
        vectors = try VectorFile.load("ecgfp5")
    }

    @Test func decodesExactlyWhatTheVectorsCallValid() throws {
        var refused = 0
        for vector in try vectors["decode"].items() {
            let bytes = try bytes40(vector["bytes"])
            let point = EcGFp5Point(encoded: bytes)
            let valid = try vector["valid"].bool()
            #expect((point != nil) == valid)
            if let point { #expect(point.encoded == bytes) }
            if !valid { refused += 1 }
        }
        #expect(refused > 0)
    }

    @Test func rejectsNonCanonicalLimbs() throws {
        for limb in 0..<5 {
            var bytes = EcGFp5Point.generator.encoded
            // w + p at this limb, possible where the limb is below 2^32 - 1.
            var word: UInt64 = 0
            for offset in 0..<8 { word |= UInt64(bytes[8 * limb + offset]) << (8 * offset) }
            word += 0xffff_ffff_0000_0001
            for offset in 0..<8 { bytes[8 * limb + offset] = UInt8(word >> (8 * offset) & 255) }
            #expect(EcGFp5Point(encoded: bytes) == nil)
        }
    }

    @Test func generatorAndNeutralHaveTheirEncodings() throws {
        let curve = vectors["curve"]
        #expect(EcGFp5Point.generator.encoded == (try bytes40(curve["generator"]["bytes"])))
        #expect(EcGFp5Point(encoded: EcGFp5Point.generator.encoded) == .generator)
        #expect(EcGFp5Point.neutral.encoded.isZero)
        #expect(EcGFp5Point.neutral.isNeutral && !EcGFp5Point.generator.isNeutral)
        #expect(EcGFp5Point(encoded: Bytes40())?.isNeutral == true)
    }

    @Test func addsDoublesAndNegatesAsTheVectors() throws {
        for vector in try vectors["add"].items() {
            let sum = try point(vector["a"]) + point(vector["b"])
            #expect(sum.encoded == (try bytes40(vector["sum"])))
        }
        for vector in try vectors["double"].items() {
            let value = try point(vector["a"])
            #expect(value.doubled.encoded == (try bytes40(vector["double"])))
            #expect((value + value).encoded == value.doubled.encoded)
        }
        for vector in try vectors["negate"].items() {
            #expect((-(try point(vector["a"]))).encoded == (try bytes40(vector["neg"])))
        }
    }

    @Test func multipliesAsTheVectors() throws {
        var checked = 0
        for vector in try vectors["scalarMul"].items() {
            // Scalars from n on are no encodings; the vectors list some with their residue.
            guard let scalar = EcGFp5Scalar(encoded: try bytes40(vector["scalarBytes"])) else {
                continue
            }
            checked += 1
            let product = try point(vector["point"]).multiplied(by: scalar)
            #expect(product.encoded == (try bytes40(vector["product"])))
        }
        #expect(checked >= 10)
        for vector in try vectors["linearCombination"].items() {
            let first = EcGFp5Point.generator.multiplied(by: try scalar(vector["s"]))
            let second = try point(vector["point"]).multiplied(by: try scalar(vector["e"]))
            #expect((first + second).encoded == (try bytes40(vector["result"])))
        }
    }

    @Test func repeatedDoublingIsDoublingRepeated() {
        var expected = EcGFp5Point.generator
        for count in 0..<12 {
            #expect(EcGFp5Point.generator.doubled(times: count) == expected)
            #expect(EcGFp5Point.neutral.doubled(times: count).isNeutral)
            expected = expected + expected
        }
    }

    @Test func obeysGroupLaws() throws {
        var source = SeededGenerator(seed: 41)
        var points = [EcGFp5Point.neutral, .generator, -.generator, .generator.doubled]
        for _ in 0..<4 { points.append(.generator.multiplied(by: randomScalar(&source))) }
        for a in points {
            #expect(a + .neutral == a && .neutral + a == a)
            #expect((a + -a).isNeutral)
            #expect(EcGFp5Point(encoded: a.encoded) == a)
            for b in points {
                #expect(a + b == b + a)
                #expect((a == b) == (a.encoded == b.encoded))
                for c in points.suffix(3) { #expect((a + b) + c == a + (b + c)) }
            }
        }
    }

    @Test func scalarMultiplicationIsLinear() {
        var source = SeededGenerator(seed: 42)
        for _ in 0..<5 {
            let (k, m) = (randomScalar(&source), randomScalar(&source))
            let g = EcGFp5Point.generator
            #expect(g.multiplied(by: k) + g.multiplied(by: m) == g.multiplied(by: k + m))
            #expect(g.multiplied(by: k).multiplied(by: m) == g.multiplied(by: k * m))
            #expect((g.multiplied(by: k) + g.multiplied(by: -k)).isNeutral)
        }
        #expect(EcGFp5Point.generator.multiplied(by: .zero).isNeutral)
        #expect(EcGFp5Point.generator.multiplied(by: -.one) == -.generator)
    }

    @Test func rejectsNonCanonicalScalar() throws {
        let order = Array(try vectors["curve"]["orderHex"].bytes().reversed())
        var last = try #require(Bytes40(order))
        #expect(EcGFp5Scalar(encoded: last) == nil)
        last[0] -= 1
        let top = try #require(EcGFp5Scalar(encoded: last))
        #expect(top == -.one && top + .one == .zero)
        #expect(top.encoded == last)
        #expect(EcGFp5Scalar(encoded: Bytes40 { _ in 255 }) == nil)
    }

    @Test func reducesWideBytesAsSumsAndProducts() {
        var source = SeededGenerator(seed: 43)
        for round in 0..<20 {
            let bytes = round == 0 ? [UInt8](repeating: 255, count: 64) : source.bytes(64)
            // Horner's rule over the words, base 2^64.
            var expected = EcGFp5Scalar.zero
            for word in stride(from: 7, through: 0, by: -1) {
                var value: UInt64 = 0
                for offset in 0..<8 { value |= UInt64(bytes[8 * word + offset]) << (8 * offset) }
                expected = expected * EcGFp5Scalar(low: 0, high: 1)
                expected = expected + EcGFp5Scalar(low: value, high: 0)
            }
            #expect(EcGFp5Scalar(reducing: FixedBytes<64> { bytes[$0] }) == expected)
        }
    }

    private func randomScalar(_ source: inout SeededGenerator) -> EcGFp5Scalar {
        let bytes = source.bytes(64)
        return EcGFp5Scalar(reducing: FixedBytes<64> { bytes[$0] })
    }

    private func bytes40(_ value: VectorFile) throws -> Bytes40 {
        try #require(Bytes40(try value.bytes()))
    }

    private func point(_ value: VectorFile) throws -> EcGFp5Point {
        try #require(EcGFp5Point(encoded: try bytes40(value)))
    }

    private func scalar(_ value: VectorFile) throws -> EcGFp5Scalar {
        let bytes = try #require(Bytes40(try value.bytes().reversed()))
        return try #require(EcGFp5Scalar(encoded: bytes))
    }
}
