import BN254
import Fields
import R1CS
import TestSupport
import Testing

/// Digits to the base p, sums with constant weights, and quotients of the extension.
@Suite struct DigitTests {
    private static let p = Fr(Goldilocks.modulus)

    /// The digits of an integer.
    private func digits(_ integer: Integer256) -> [UInt64] {
        var rest = integer
        return (0..<4).map { _ in
            let (quotient, digit) = rest.dividedReportingRemainder(by: Goldilocks.modulus)
            rest = quotient
            return digit
        }
    }

    private func circuit(_ x: Fr) -> (inout CircuitBuilder) -> Void {
        { builder in
            let digits = builder.digits(of: builder.publicInput(x))
            builder.require(digits[0].integer.signal == digits[0].integer.signal)
        }
    }

    @Test func digitsAreThoseOfTheCanonicalInteger() throws {
        var source = SeededGenerator(seed: 9)
        for x in [Fr.zero, .one, Self.p, Self.p - .one, Fr.random(&source), Fr.random(&source)] {
            var found: [UInt64] = []
            _ = try CircuitBuilder.assign { builder in
                found = builder.digits(of: builder.publicInput(x)).map { $0.integer.value.value }
            }
            #expect(found == Array(digits(x.canonical).prefix(3)))
        }
    }

    @Test func everyVariableOfDigitsIsBound() throws {
        var source = SeededGenerator(seed: 10)
        #expect(try Mutation(circuit(.random(&source))).accepted() == [])
    }

    /// Digits of x + r are a solution modulo r, of a scalar small enough to have them.
    @Test func digitsOfAnotherIntegerAreRefused() throws {
        let x = Fr(77)
        let system = try CircuitBuilder.record(circuit(x)).system
        let other = digits(x.canonical.addingReportingCarry(Fr.modulus).sum)
        // Hint, 64 bits, two for the canonical form; after three of them the last digit.
        let lies = Dictionary(
            uniqueKeysWithValues: other.enumerated().map { (2 + 67 * $0.offset, Fr($0.element)) })
        let forged = CircuitBuilder.assign(circuit(x), lies: lies)
        let sum = other.reversed().reduce(Fr.zero) { Self.p * $0 + Fr($1) }
        #expect(sum == x && forged[2] == Fr(other[0]))
        #expect(try system.firstViolation(forged) != nil)
        #expect(try system.firstViolation(CircuitBuilder.assign(circuit(x))) == nil)
    }

    /// The scalars that are left out: from the greatest multiple of p^3 on.
    @Test func theLastScalarsAreRefused() throws {
        let cube = Self.p * Self.p * Self.p
        let bound = digits((-Fr.one).canonical)[3]
        #expect(throws: R1CSError.self) { try CircuitBuilder.assign(circuit(cube * Fr(bound))) }
        _ = try CircuitBuilder.assign(circuit(cube * Fr(bound) - .one))
    }

    @Test func weightedSumsAreThoseOfTheField() throws {
        var source = SeededGenerator(seed: 11)
        let weights = [1, Goldilocks.modulus - 1, 1 << 48, Goldilocks.modulus - (1 << 40), 0]
            .map { Goldilocks(reducing: $0) }
        let elements = weights.map { _ in Goldilocks(reducing: source.next()) }
        let expected = zip(weights, elements).reduce(Goldilocks.zero) { $0 + $1.0 * $1.1 }
        let circuit: (inout CircuitBuilder) -> Void = { builder in
            let signals = elements.map { builder.goldilocks($0) }
            let sum = builder.weightedSum(Array(zip(weights, signals)).map { ($0.0, $0.1) })
            builder.requireEqual(sum, GoldilocksSignal(constant: expected))
            builder.requireEqual(signals[4], GoldilocksSignal(constant: elements[4]))
        }
        _ = try CircuitBuilder.assign(circuit)
        #expect(try CircuitBuilder.record(circuit).system.publicCount == 0)
    }

    @Test func quotientsAreBound() throws {
        var source = SeededGenerator(seed: 12)
        func random() -> CubicExtension {
            CubicExtension(
                Goldilocks(reducing: source.next()), Goldilocks(reducing: source.next()),
                Goldilocks(reducing: source.next()))
        }
        let (x, d) = (random(), random())
        let quotient = x * d.inverseOrZero
        let circuit: (inout CircuitBuilder) -> Void = { builder in
            let q = builder.quotient(builder.cubic(x), by: builder.cubic(d))
            builder.requireEqual(q, CubicSignal(constant: quotient))
        }
        #expect(try Mutation(circuit).accepted() == [])
    }
}
