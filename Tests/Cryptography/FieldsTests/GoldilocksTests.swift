import Fields
import TestSupport
import Testing

@Suite struct GoldilocksTests {
    @Test func obeysFieldLaws() {
        expectFieldLaws(Goldilocks.self, seed: 1)
    }

    @Test func agreesWithWideRemainder() {
        var source = SeededGenerator(seed: 2)
        let modulus = UInt128(Goldilocks.modulus)
        var samples = Goldilocks.edges.map(\.value)
        for _ in 0..<60 { samples.append(source.next() % Goldilocks.modulus) }
        for a in samples {
            for b in samples {
                let (x, y) = (Goldilocks(reducing: a), Goldilocks(reducing: b))
                #expect((x + y).value == UInt64((UInt128(a) + UInt128(b)) % modulus))
                #expect((x * y).value == UInt64(UInt128(a) * UInt128(b) % modulus))
                #expect((x - y).value == UInt64((UInt128(a) + modulus - UInt128(b)) % modulus))
            }
        }
    }

    @Test func reducesAnyDoubleWord() {
        var source = SeededGenerator(seed: 3)
        let corners: [UInt64] = [0, 1, 0xffff_ffff, 0xffff_ffff_0000_0000, .max, .max - 1]
        let words = corners + (0..<40).map { _ in source.next() }
        for high in words {
            for low in words {
                let wide = UInt128(high) << 64 | UInt128(low)
                let expected = UInt64(wide % UInt128(Goldilocks.modulus))
                #expect(Goldilocks(reducing: high, low).value == expected)
            }
        }
    }

    @Test func acceptsCanonicalIntegers() {
        for value in [0, 1, Goldilocks.modulus - 1] {
            #expect(Goldilocks(canonical: value)?.value == value)
        }
    }

    @Test func rejectsNonCanonicalIntegers() {
        for value in [Goldilocks.modulus, Goldilocks.modulus + 1, .max] {
            #expect(Goldilocks(canonical: value) == nil)
        }
    }

    @Test func halvesWhatDoublingDoubles() {
        for value in Goldilocks.edges {
            #expect(value.doubled.halved == value)
            #expect(value.halved.doubled == value)
        }
    }

    @Test func rootsOfUnityHaveTheirExactOrder() {
        for orderLog2 in 1...32 {
            let root = Goldilocks.rootOfUnity(orderLog2: orderLog2)
            #expect(root.squared(times: orderLog2) == .one)
            #expect(root.squared(times: orderLog2 - 1) == -Goldilocks.one)
        }
        #expect(Goldilocks.rootOfUnity(orderLog2: 0) == .one)
    }

    @Test func generatorGeneratesTheGroup() {
        // p - 1 = 2^32 * 3 * 5 * 17 * 257 * 65537
        for prime: UInt64 in [2, 3, 5, 17, 257, 65537] {
            #expect(Goldilocks.generator.power((Goldilocks.modulus - 1) / prime) != .one)
        }
    }

    @Test func squareRootsSquareBack() {
        var source = SeededGenerator(seed: 4)
        for value in Goldilocks.edges + (0..<50).map({ _ in .random(&source) }) {
            let square = value.squared
            #expect(square.isSquare)
            #expect(square.squareRoot?.squared == square)
        }
    }

    @Test func squaresAreThoseOfEulersCriterion() {
        var source = SeededGenerator(seed: 6)
        let small = (0..<70).map { Goldilocks(UInt32($0)) }
        for value in Goldilocks.edges + small + (0..<500).map({ _ in .random(&source) }) {
            let symbol = value.power((Goldilocks.modulus - 1) / 2)
            #expect(value.isSquare == (symbol == .one || value == .zero))
        }
    }

    @Test func nonSquaresHaveNoRoot() {
        var source = SeededGenerator(seed: 5)
        for _ in 0..<50 {
            let value = Goldilocks.random(&source) + .one
            guard value != .zero else { continue }
            let nonSquare = value.squared * Goldilocks.generator
            #expect(!nonSquare.isSquare)
            #expect(nonSquare.squareRoot == nil)
        }
    }
}
