import BN254
import Fields
import TestSupport
import Testing

@Suite struct TowerTests {
    private static func fp2(_ source: inout SeededGenerator) -> Fp2 {
        Fp2(.random(&source), .random(&source))
    }

    private static func fp6(_ source: inout SeededGenerator) -> Fp6 {
        Fp6(fp2(&source), fp2(&source), fp2(&source))
    }

    private static func fp12(_ source: inout SeededGenerator) -> Fp12 {
        Fp12(fp6(&source), fp6(&source))
    }

    @Test func quadraticExtensionObeysFieldLaws() {
        var source = SeededGenerator(seed: 20)
        expectLaws(&source, Self.fp2)
        // The definition of the product.
        for _ in 0..<20 {
            let (a, b) = (Self.fp2(&source), Self.fp2(&source))
            #expect(
                a * b == Fp2(a.c0 * b.c0 - a.c1 * b.c1, a.c0 * b.c1 + a.c1 * b.c0))
            #expect(a.timesNonResidue == a * .nonResidue)
        }
    }

    @Test func sexticExtensionObeysFieldLaws() {
        var source = SeededGenerator(seed: 21)
        expectLaws(&source, Self.fp6)
        let generator = Fp6(.zero, .one, .zero)
        #expect(generator * generator * generator == Fp6(.nonResidue, .zero, .zero))
        let value = Self.fp6(&source)
        #expect(value.timesGenerator == value * generator)
    }

    @Test func dodecicExtensionObeysFieldLaws() {
        var source = SeededGenerator(seed: 22)
        expectLaws(&source, Self.fp12)
        let generator = Fp12(.zero, .one)
        #expect(generator.squared == Fp12(Fp6(.zero, .one, .zero), .zero))
    }

    @Test func frobeniusIsThePowerOfTheModulus() {
        var source = SeededGenerator(seed: 23)
        let value = Self.fp12(&source)
        var power = Fp12.one
        for index in (0..<254).reversed() {
            power = power.squared
            if Fp.modulus.bit(index) { power *= value }
        }
        #expect(value.frobenius == power)
        #expect(
            value.frobenius.frobenius.frobenius.frobenius.frobenius.frobenius
                == value.conjugate)
    }

    private func expectLaws<F: Field>(
        _ source: inout SeededGenerator, _ draw: (inout SeededGenerator) -> F
    ) {
        for _ in 0..<10 {
            let (a, b, c) = (draw(&source), draw(&source), draw(&source))
            #expect((a * b) * c == a * (b * c))
            #expect(a * b == b * a)
            #expect(a * (b + c) == a * b + a * c)
            #expect(a.squared == a * a)
            #expect(a - a == .zero && a + -a == .zero && a * .one == a)
            #expect(a * a.inverseOrZero == .one)
        }
        #expect(F.zero.inverseOrZero == .zero)
    }
}
