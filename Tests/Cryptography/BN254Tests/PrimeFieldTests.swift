import BN254
import CBN254
import Fields
import TestSupport
import Testing

@Suite struct PrimeFieldTests {
    @Test func coordinatesAgreeWithPlainArithmetic() { expectPlainArithmetic(Fp.self, seed: 1) }

    @Test func scalarsAgreeWithPlainArithmetic() { expectPlainArithmetic(Fr.self, seed: 2) }

    private func expectPlainArithmetic<F: MontgomeryField>(_ field: F.Type, seed: UInt64) {
        let samples = F.samples(seed: seed, count: 12)
        let modulus = F.modulus
        for a in samples {
            let x = a.canonical
            #expect(F(canonical: x) == a)
            #expect((-a).canonical == PlainArithmetic.negation(x, modulo: modulus))
            for b in samples {
                let y = b.canonical
                #expect((a + b).canonical == PlainArithmetic.sum(x, y, modulo: modulus))
                let negative = PlainArithmetic.negation(y, modulo: modulus)
                #expect((a - b).canonical == PlainArithmetic.sum(x, negative, modulo: modulus))
                #expect((a * b).canonical == PlainArithmetic.product(x, y, modulo: modulus))
            }
        }
    }

    @Test func instructionSetsGiveTheSameWords() {
        #expect(levels.count >= 1)
        for level in levels {
            for a in Fp.samples(seed: 3, count: 60) {
                for b in Fp.samples(seed: 4, count: 20) {
                    let plain = cbn254_fp_multiply(CBN254_PORTABLE, a.stored, b.stored)
                    let fast = cbn254_fp_multiply(level, a.stored, b.stored)
                    #expect(Fp(stored: plain) == Fp(stored: fast))
                }
                #expect(Fp(stored: cbn254_fp_invert(level, a.stored)) == a.inverseOrZero)
            }
            for a in Fr.samples(seed: 5, count: 60) {
                for b in Fr.samples(seed: 6, count: 20) {
                    let plain = cbn254_fr_multiply(CBN254_PORTABLE, a.stored, b.stored)
                    let fast = cbn254_fr_multiply(level, a.stored, b.stored)
                    #expect(Fr(stored: plain) == Fr(stored: fast))
                }
                #expect(Fr(stored: cbn254_fr_invert(level, a.stored)) == a.inverseOrZero)
            }
        }
    }

    @Test func inversesMultiplyToOne() {
        for a in Fp.samples(seed: 7, count: 20) {
            #expect(a * a.inverseOrZero == (a == .zero ? .zero : .one))
        }
        for a in Fr.samples(seed: 8, count: 20) {
            #expect(a * a.inverseOrZero == (a == .zero ? .zero : .one))
        }
    }

    @Test func squareRootsSquareBack() {
        var source = SeededGenerator(seed: 9)
        for _ in 0..<20 {
            let square = Fp.random(&source).squared
            #expect(square.squareRoot?.squared == square)
            // -1 is no square.
            #expect((-square).squareRoot == nil)
            let square2 = Fp2(.random(&source), .random(&source)).squared
            #expect(square2.squareRoot?.squared == square2)
            #expect((square2 * .nonResidue).squareRoot == nil)
        }
        for value in [Fp2(Fp(4), .zero), Fp2(-Fp(4), .zero), .zero] {
            #expect(value.squareRoot?.squared == value)
        }
    }

    @Test func integersFromTheModulusOnAreRefused() {
        for modulus in [Fp.modulus, Fr.modulus] {
            let field = modulus == Fp.modulus
            #expect(field ? Fp(canonical: modulus) == nil : Fr(canonical: modulus) == nil)
            #expect(Fp(decimal: Fp.modulus.decimal) == nil)
        }
        #expect(Fr(decimal: "") == nil)
        #expect(Fr(decimal: "12a") == nil)
        #expect(Fr(decimal: String(repeating: "9", count: 78)) == nil)
        #expect(
            Fr(decimal: "340282366920938463463374607431768211456")?.canonical
                == Integer256(0, 0, 1))
        let largest = Integer256(.max, .max, .max, .max)
        #expect(Integer256(decimal: largest.decimal) == largest)
    }

    @Test func rootsOfUnityHaveTheirOrder() {
        for log2 in 1...Fr.twoAdicity {
            let root = Fr.rootOfUnity(log2: log2)
            #expect(root.squared(times: log2 - 1) == -.one)
        }
    }
}
