import BN254
import Fields
import R1CS
import TestSupport
import Testing

@Suite struct GoldilocksSignalTests {
    private static let p = Goldilocks.modulus
    private static let edges: [Goldilocks] = [
        .zero, .one, -.one, Goldilocks(0xffff_ffff), Goldilocks(reducing: 1 << 32),
        -Goldilocks(0xffff_ffff),
    ]

    private func random(_ source: inout SeededGenerator) -> Goldilocks {
        Goldilocks(reducing: source.next())
    }

    private func samples(seed: UInt64) -> [(Goldilocks, Goldilocks)] {
        var source = SeededGenerator(seed: seed)
        let pairs = Self.edges.flatMap { a in Self.edges.map { (a, $0) } }
        return pairs + (0..<10).map { _ in (random(&source), random(&source)) }
    }

    @Test func arithmeticAgreesWithTheField() throws {
        for (x, y) in samples(seed: 80) {
            _ = try Mutation { builder in
                let first = builder.publicInput(Fr(x.value))
                let a = builder.goldilocks(x), b = builder.goldilocks(y)
                builder.require(a.signal == first)
                let sum = builder.add(a, b)
                let difference = builder.subtract(a, b)
                let product = builder.multiply(a, b)
                #expect(sum.value == x + y && difference.value == x - y && product.value == x * y)
                for (signal, value) in [(sum, x + y), (difference, x - y), (product, x * y)] {
                    let canonical = builder.canonical(signal)
                    builder.require(canonical.signal == Signal(constant: Fr(value.value)))
                }
            }
        }
    }

    @Test func everyHintOfAReductionIsHeld() throws {
        let (x, y) = (Goldilocks(reducing: 0x1234_5678_9abc_def0), -Goldilocks(3))
        let mutation = try Mutation { builder in
            let expected = builder.publicInput(Fr((x * y - x).value))
            let a = builder.goldilocks(x), b = builder.goldilocks(y)
            builder.require(a.signal == Signal(constant: Fr(x.value)))
            builder.require(b.signal == Signal(constant: Fr(y.value)))
            let product = builder.multiply(a, b)
            let result = builder.canonical(builder.subtract(product, a))
            builder.require(result.signal == expected)
        }
        #expect(try mutation.accepted().isEmpty)
    }

    /// p and p + 1 are 64-bit integers, but no canonical ones.
    @Test func canonicalMeansBelowTheModulus() throws {
        for (value, isCanonical) in [
            (Self.p - 1, true), (Self.p, false), (Self.p + 1, false), (UInt64.max, false),
            (0xffff_fffe_ffff_ffff, true),
        ] {
            let circuit: (inout CircuitBuilder) -> Void = { builder in
                let given = builder.publicInput(Fr(value))
                let element = builder.goldilocks(Goldilocks(reducing: value))
                let canonical = builder.canonical(element)
                builder.require(canonical.signal == given)
            }
            if isCanonical {
                _ = try Mutation(circuit)
            } else {
                #expect(throws: R1CSError.self) { _ = try CircuitBuilder.assign(circuit) }
            }
        }
    }

    @Test func innerProductsReduceOnce() throws {
        var source = SeededGenerator(seed: 81)
        let left = (0..<50).map { _ in random(&source) }
        let right = (0..<50).map { _ in random(&source) }
        let expected = zip(left, right).reduce(Goldilocks.zero) { $0 + $1.0 * $1.1 }
        let recording = try CircuitBuilder.record { builder in
            let result = builder.publicInput(Fr(expected.value))
            let a = left.map { builder.goldilocks($0) }, b = right.map { builder.goldilocks($0) }
            let sum = builder.canonical(builder.innerProduct(a, b))
            #expect(sum.value == expected)
            builder.require(sum.signal == result)
        }
        // 50 products, 100 ranges of 65, a canonical form: 65 + 2 for itself, 72 for the quotient.
        #expect(recording.gadgets.count(at: "circuit/range") == 6_500)
        let canonical = try #require(recording.gadgets.count(at: "circuit/canonical"))
        #expect((130...145).contains(canonical))
        #expect(recording.system.constraintCount == 6_500 + 50 + canonical + 1)
    }

    /// Long chains reduce when they must and never too late.
    @Test func longChainsStayExact() throws {
        var source = SeededGenerator(seed: 82)
        let start = random(&source), step = random(&source)
        _ = try Mutation { builder in
            let first = builder.publicInput(Fr(start.value))
            let a = builder.goldilocks(start), b = builder.goldilocks(step)
            builder.require(a.signal == first)
            var (signal, value) = (a, start)
            for round in 0..<12 {
                signal = builder.multiply(signal, round % 2 == 0 ? b : signal)
                value *= round % 2 == 0 ? step : value
                signal = builder.subtract(b, signal)
                value = step - value
                #expect(signal.value == value)
            }
            builder.requireEqual(signal, GoldilocksSignal(constant: value))
        }
    }

    @Test func cubicArithmeticAgreesWithTheField() throws {
        var source = SeededGenerator(seed: 83)
        for _ in 0..<3 {
            let x = CubicExtension(random(&source), random(&source), -.one)
            let y = CubicExtension(-.one, random(&source), .zero)
            let mutation = try Mutation { builder in
                builder.require(builder.publicInput(.one) == .one)
                let a = builder.cubic(x), b = builder.cubic(y)
                builder.requireEqual(a, CubicSignal(constant: x))
                builder.requireEqual(b, CubicSignal(constant: y))
                let product = builder.multiply(builder.multiply(a, b), a)
                #expect(product.value == x * y * x)
                builder.requireEqual(product, CubicSignal(constant: x * y * x))
                let quotient = builder.multiply(builder.inverse(b), a)
                #expect(quotient.value == y.inverseOrZero * x)
                let rest = builder.subtract(quotient, builder.add(a, b))
                builder.requireEqual(
                    rest, CubicSignal(constant: y.inverseOrZero * x - x - y))
            }
            // Not one hint is free.
            if Deep.isOn { #expect(try mutation.accepted().isEmpty) }
        }
    }

    @Test func packedElementsAreOneScalar() throws {
        var source = SeededGenerator(seed: 84)
        let values = (0..<3).map { _ in random(&source) }
        let packed = Integer256(values[0].value, values[1].value, values[2].value)
        let mutation = try Mutation { builder in
            let expected = builder.publicInput(Fr(reducing: packed))
            let elements = values.map { builder.goldilocks($0) }
            builder.require(builder.pack(elements) == expected)
        }
        #expect(try mutation.accepted().isEmpty)
    }
}
