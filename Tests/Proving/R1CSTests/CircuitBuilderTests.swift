import BN254
import R1CS
import TestSupport
import Testing

@Suite struct CircuitBuilderTests {
    /// x^3 + x + 5 = y, the customary example.
    private func cubicEquation(_ builder: inout CircuitBuilder, x: Fr, y: Fr) {
        let result = builder.publicInput(y)
        let root = builder.hint(x)
        let square = builder.variable(root * root)
        let cube = builder.variable(square * root)
        builder.require(cube + root + Fr(5) == result)
    }

    @Test func recordsWhatItAssigns() throws {
        let recording = try CircuitBuilder.record { cubicEquation(&$0, x: .zero, y: .zero) }
        let system = recording.system
        #expect(system.constraintCount == 3 && system.publicCount == 1)
        #expect(system.variableCount == 5)
        let assignment = try CircuitBuilder.assign { cubicEquation(&$0, x: Fr(3), y: Fr(35)) }
        #expect(assignment == [.one, Fr(35), Fr(3), Fr(9), Fr(27)])
        #expect(try system.firstViolation(assignment) == nil)
        var wrong = assignment
        wrong[1] = Fr(36)
        #expect(try system.firstViolation(wrong) == 2)
        wrong = assignment
        wrong[0] = Fr(2)
        #expect(try system.firstViolation(wrong) == 0)
        #expect(throws: R1CSError.assignmentCount(expected: 5, actual: 4)) {
            _ = try system.firstViolation(Array(assignment.dropLast()))
        }
    }

    @Test func refusesValuesThatViolate() {
        #expect(throws: R1CSError.unsatisfied(constraint: 2, gadget: "circuit")) {
            _ = try CircuitBuilder.assign { cubicEquation(&$0, x: Fr(3), y: Fr(34)) }
        }
    }

    @Test func refusesUnusedAndUnconstrainedVariables() {
        #expect(throws: R1CSError.unused(variable: 2, gadget: "circuit/inner")) {
            _ = try CircuitBuilder.record { builder in
                let x = builder.publicInput(.zero)
                builder.gadget("inner") { _ = $0.hint(.zero) }
                builder.require(x * x == x)
            }
        }
        #expect(throws: R1CSError.unused(variable: 1, gadget: "circuit")) {
            _ = try CircuitBuilder.record { builder in
                _ = builder.publicInput(.zero)
                _ = builder.bit(true)
            }
        }
        // A product that nothing reads.
        #expect(throws: R1CSError.unconstrained(variable: 2, gadget: "circuit")) {
            _ = try CircuitBuilder.record { builder in
                let x = builder.publicInput(.zero)
                _ = builder.variable(x * x)
            }
        }
        // A linear equation with a variable of its own.
        #expect(throws: R1CSError.unconstrained(variable: 2, gadget: "circuit")) {
            _ = try CircuitBuilder.record { builder in
                let x = builder.publicInput(.zero)
                builder.require(x == builder.hint(.zero))
            }
        }
    }

    @Test func constantsCostNothing() throws {
        func circuit(_ builder: inout CircuitBuilder) {
            let x = builder.publicInput(Fr(7))
            let twice = builder.variable(x * Signal(constant: Fr(2)))
            let fourfold = builder.variable((Signal.one + Fr(1)) * twice)
            builder.require(fourfold * Signal.one == Fr(4) * x)
        }
        let system = try CircuitBuilder.record(circuit).system
        #expect(system.constraintCount == 1 && system.variableCount == 2)
        #expect(try CircuitBuilder.assign(circuit).count == 2)
    }

    @Test func countsByGadget() throws {
        let recording = try CircuitBuilder.record { builder in
            let x = builder.publicInput(.zero)
            for _ in 0..<2 {
                builder.gadget("outer") { builder in
                    builder.requireRange(x, bitCount: 8)
                    builder.requireNonZero(x + Fr(1))
                }
            }
        }
        #expect(recording.gadgets.count(at: "circuit") == 20)
        #expect(recording.gadgets.count(at: "circuit/outer/range") == 18)
        #expect(recording.gadgets.count(at: "circuit/range") == nil)
        let lines = recording.gadgets.text.split(separator: "\n").map(String.init)
        #expect(
            lines == ["        20 circuit", "        20   outer", "        18     range"])
    }
}
