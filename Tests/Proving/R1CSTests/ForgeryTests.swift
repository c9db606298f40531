import BN254
import Fields
import R1CS
import TestSupport
import Testing

/// Each constraint of each gadget alone keeps some false values out.
@Suite struct ForgeryTests {
    /// Expects a forgery for each constraint of a gadget, among some honest starting values.
    private func expectNeeded(
        _ name: String, _ values: [Fr], _ circuit: @escaping (inout CircuitBuilder, Fr) -> [Signal]
    ) throws {
        var missing: Set<Int> = []
        for (index, value) in values.enumerated() {
            let forger = try Forger { circuit(&$0, value) }
            #expect(forger.violations(forger.values([:])) == [], "\(name) is not satisfied")
            let found = forger.forgeries()
            for (constraint, values) in found {
                #expect(forger.violations(values) == [constraint])
            }
            if index == 0 { missing = Set(0..<forger.system.constraintCount) }
            missing.subtract(found.keys)
        }
        #expect(missing.sorted() == [], "\(name) does without these constraints")
    }

    @Test func bits() throws {
        try expectNeeded("bits", [.zero, .one]) { builder, value in
            let (a, b) = (builder.bit(true), builder.bit(value == .one))
            return [
                a.signal, b.signal, builder.and(a, b).signal, builder.or(a, b).signal,
                builder.xor(a, b).signal,
            ]
        }
    }

    @Test func selection() throws {
        try expectNeeded("select", [Fr(11)]) { builder, value in
            let (first, second) = (builder.hint(value), builder.hint(Fr(22)))
            let bit = builder.bit(true)
            return [first, second, bit.signal, builder.select(bit, first, else: second)]
        }
    }

    @Test func zeroTests() throws {
        try expectNeeded("isZero", [.zero, Fr(7)]) { builder, value in
            let x = builder.hint(value)
            return [x, builder.isZero(x).signal]
        }
        try expectNeeded("requireNonZero", [Fr(7)]) { builder, value in
            let x = builder.hint(value)
            builder.requireNonZero(x)
            return [x]
        }
    }

    @Test func ranges() throws {
        try expectNeeded("range", [Fr(0b10_1101)]) { builder, value in
            let x = builder.hint(value)
            builder.requireRange(x, bitCount: 12)
            return [x]
        }
    }

    @Test(arguments: [2, 3])
    func poseidon2(width: Int) throws {
        try expectNeeded("poseidon2", [.one]) { builder, value in
            let state = (0..<width).map { builder.hint(value + Fr(UInt64($0))) }
            return state + builder.permute(width == 2 ? .width2 : .width3, state)
        }
    }

    @Test func bitSelection() throws {
        try expectNeeded("select", [.zero, .one]) { builder, value in
            let (first, second) = (builder.bit(value == .one), builder.bit(true))
            let bit = builder.bit(true)
            return [first.signal, second.signal, bit.signal]
                + [builder.select(bit, first, else: second).signal]
        }
    }

    /// An element without the range that holds it, which has its own test.
    private func element(_ builder: inout CircuitBuilder, _ value: UInt64) -> GoldilocksSignal {
        GoldilocksSignal(
            signal: builder.hint(Fr(Goldilocks(reducing: value).value)),
            maximum: Integer256(.max))
    }

    @Test func goldilocksProductsAndReductions() throws {
        try expectNeeded("goldilocks", [Fr(0xfedc_ba98_7654_3210)]) { builder, value in
            let a = element(&builder, value.canonical.words[0])
            let b = element(&builder, Goldilocks.modulus - 5)
            let product = builder.multiply(a, b)
            let reduced = builder.reduce(builder.subtract(product, a))
            return [a.signal, b.signal, reduced.signal]
        }
    }

    /// Small elements, which have a second integer below 2^64.
    @Test func canonicalIntegers() throws {
        try expectNeeded("canonical", [Fr(6)]) { builder, value in
            let a = element(&builder, value.canonical.words[0])
            let canonical = builder.canonical(a)
            return [a.signal, canonical.signal]
        }
    }

    @Test func equality() throws {
        try expectNeeded("equality", [Fr(6)]) { builder, value in
            let a = element(&builder, value.canonical.words[0])
            let b = element(&builder, 7)
            builder.requireEqual(
                builder.add(a, GoldilocksSignal(constant: .one)), b)
            return [a.signal, b.signal]
        }
    }

    @Test func cubicProducts() throws {
        try expectNeeded("cubic product", [Fr(6)]) { builder, value in
            let words = (0..<6).map { value.canonical.words[0] + UInt64($0 * $0) }
            let integers = words.map { element(&builder, $0) }
            let a = CubicSignal(integers[0], integers[1], integers[2])
            let b = CubicSignal(integers[3], integers[4], integers[5])
            let product = builder.multiply(a, b)
            return [a, b, product].flatMap { [$0.c0.signal, $0.c1.signal, $0.c2.signal] }
        }
    }

    @Test func quotients() throws {
        try expectNeeded("quotient", [Fr(6)]) { builder, value in
            let words = (0..<6).map { value.canonical.words[0] + UInt64($0 * $0) }
            let integers = words.map { element(&builder, $0) }
            let x = CubicSignal(integers[0], integers[1], integers[2])
            let divisor = CubicSignal(integers[3], integers[4], integers[5])
            let quotient = builder.quotient(x, by: divisor)
            return [x, divisor, quotient].flatMap { [$0.c0.signal, $0.c1.signal, $0.c2.signal] }
        }
    }

    @Test func digits() throws {
        try expectNeeded("digits", [Fr(6)]) { builder, value in
            let x = builder.hint(value)
            return [x] + builder.digits(of: x).map(\.integer.signal)
        }
    }
}
