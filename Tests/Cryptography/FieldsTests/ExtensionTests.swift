import Fields
import TestSupport
import Testing

@Suite struct ExtensionTests {
    @Test func quinticObeysFieldLaws() {
        expectFieldLaws(QuinticExtension.self, seed: 11)
    }

    @Test func cubicObeysFieldLaws() {
        expectFieldLaws(CubicExtension.self, seed: 12)
    }

    /// x^d - c with d prime is irreducible exactly when c is no d-th power, if d divides p - 1.
    @Test func definingPolynomialsAreIrreducible() {
        let order = Goldilocks.modulus - 1
        #expect(order % 5 == 0 && order % 3 == 0)
        #expect(Goldilocks(3).power(order / 5) != .one)
        #expect(Goldilocks(2).power(order / 3) != .one)
        // The twin: 8 is a cube and 32 a fifth power, and the criterion says so.
        #expect(Goldilocks(8).power(order / 3) == .one)
        #expect(Goldilocks(32).power(order / 5) == .one)
    }

    @Test func generatorsSatisfyTheirPolynomials() {
        let z = QuinticExtension(.zero, .one, .zero, .zero, .zero)
        #expect(z.power(5) == QuinticExtension(Goldilocks(3)))
        let x = CubicExtension(.zero, .one, .zero)
        #expect(x.power(3) == CubicExtension(Goldilocks(2)))
    }

    @Test func frobeniusIsThePowerOfTheModulus() {
        var source = SeededGenerator(seed: 13)
        for _ in 0..<5 {
            let value = QuinticExtension.random(&source)
            #expect(value.frobenius == value.power(Goldilocks.modulus))
            #expect(value.frobeniusTwice == value.frobenius.frobenius)
        }
    }

    @Test func quinticSquareRootsSquareBack() {
        var source = SeededGenerator(seed: 14)
        for value in QuinticExtension.edges + (0..<20).map({ _ in .random(&source) }) {
            let square = value.squared
            #expect(square.isSquare)
            #expect(square.squareRoot?.squared == square)
        }
    }

    @Test func quinticNonSquaresHaveNoRoot() {
        var source = SeededGenerator(seed: 15)
        // The degree is odd, so a non-square of the base field stays one.
        for _ in 0..<20 {
            let nonSquare = QuinticExtension.random(&source).squared.scaled(by: .generator)
            #expect(!nonSquare.isSquare)
            #expect(nonSquare.squareRoot == nil)
        }
    }

    @Test func quinticAgreesWithVectors() throws {
        let vectors = try VectorFile.load("ecgfp5")["fp5"]
        let a = try quintic(vectors["a"])
        let b = try quintic(vectors["b"])
        #expect(a + b == (try quintic(vectors["add"])))
        #expect(a - b == (try quintic(vectors["sub"])))
        #expect(a * b == (try quintic(vectors["mul"])))
        #expect(a.squared == (try quintic(vectors["aSquared"])))
        #expect(a.inverse == (try quintic(vectors["aInverse"])))
        let square = try quintic(vectors["sqrt"]["value"])
        let root = try quintic(vectors["sqrt"]["canonicalRoot"])
        let found = try #require(square.squareRoot)
        #expect(found == root || found == -root)
        for item in try vectors["legendre"].items() {
            let isSquare = try item["symbol"].string() != "-1"
            #expect(try quintic(item["value"]).isSquare == isSquare)
        }
    }

    private func quintic(_ value: VectorFile) throws -> QuinticExtension {
        let c = try value.items().map {
            try #require(Goldilocks(canonical: try $0.uint64()))
        }
        try #require(c.count == 5)
        return QuinticExtension(c[0], c[1], c[2], c[3], c[4])
    }
}
