import BN254
import Fields
import R1CS
import TestSupport
import Testing

@Suite struct GadgetTests {
    @Test func bitsAreBooleanAndCombine() throws {
        for (x, y) in [(false, false), (false, true), (true, false), (true, true)] {
            let mutation = try Mutation { builder in
                let expected = builder.publicInput(
                    Fr((x && y ? 1 : 0) + (x || y ? 2 : 0) + (x != y ? 4 : 0) + (x ? 0 : 8)))
                let (a, b) = (builder.bit(x), builder.bit(y))
                let and = builder.and(a, b), or = builder.or(a, b), xor = builder.xor(a, b)
                builder.require(
                    and.signal + Fr(2) * or.signal + Fr(4) * xor.signal + Fr(8) * (!a).signal
                        == expected)
            }
            #expect(try mutation.accepted().isEmpty)
        }
    }

    @Test func rangesEndAtTheirPower() throws {
        func circuit(_ value: Fr) -> (inout CircuitBuilder) -> Void {
            { builder in builder.requireRange(builder.publicInput(value), bitCount: 10) }
        }
        #expect(try Mutation(circuit(Fr(1_023))).accepted().isEmpty)
        for value in [Fr(1_024), -Fr(1), Fr(1_025)] {
            #expect(throws: R1CSError.self) { _ = try CircuitBuilder.assign(circuit(value)) }
        }
    }

    @Test func selectionTakesOne() throws {
        for choice in [true, false] {
            let mutation = try Mutation { builder in
                let expected = builder.publicInput(choice ? Fr(11) : Fr(22))
                let first = builder.publicInput(Fr(11)), second = builder.publicInput(Fr(22))
                let bit = builder.bit(choice)
                builder.require(builder.select(bit, first, else: second) == expected)
            }
            #expect(try mutation.accepted().isEmpty)
        }
    }

    @Test func zeroIsTold() throws {
        for value in [Fr.zero, .one, -.one, Fr(77)] {
            let mutation = try Mutation { builder in
                let expected = builder.publicInput(value == .zero ? .one : .zero)
                let isZero = builder.isZero(builder.publicInput(value))
                builder.require(isZero.signal == expected)
            }
            // For zero any inverse is accepted; the gadget's result does not depend on it.
            #expect(try mutation.accepted() == (value == .zero ? [3] : []))
        }
        #expect(throws: R1CSError.self) {
            _ = try CircuitBuilder.assign { $0.requireNonZero($0.publicInput(.zero)) }
        }
    }

    @Test(arguments: [2, 3, 16])
    func poseidon2AgreesWithTheNativeOne(width: Int) throws {
        var source = SeededGenerator(seed: UInt64(width))
        let permutation: ScalarPoseidon2 =
            width == 2 ? .width2 : (width == 3 ? .width3 : .width16)
        let input = (0..<width).map { _ in Fr.random(&source) }
        var output = input
        permutation.permute(&output)
        let circuit: (inout CircuitBuilder) -> Void = { builder in
            let expected = output.map { builder.publicInput($0) }
            let state = input.map { builder.hint($0) }
            for (signal, value) in zip(builder.permute(permutation, state), expected) {
                builder.require(signal == value)
            }
        }
        let recording = try CircuitBuilder.record(circuit)
        let sboxes = 8 * width + permutation.partialConstants.count
        #expect(recording.gadgets.count(at: "circuit/poseidon2 width \(width)") == 3 * sboxes)
        let mutation = try Mutation(circuit)
        if width < 16 || Deep.isOn { #expect(try mutation.accepted().isEmpty) }
    }

    @Test func compressionAgreesWithTheNativeOne() throws {
        let (left, right) = (Fr(5), Fr(6))
        _ = try Mutation { builder in
            let expected = builder.publicInput(ScalarPoseidon2.compress(left, right))
            let a = builder.publicInput(left), b = builder.publicInput(right)
            builder.require(builder.compress(a, b) == expected)
        }
    }
}
