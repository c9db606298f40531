import BN254
import Groth16
import Parallel
import R1CS
import TestSupport
import Testing

/// The cost of a missing constraint: a proof of a false statement that verifies.
@Suite struct ForgedProofTests {
    /// The public input is a bit.
    private func bit(_ value: Fr) -> (inout CircuitBuilder) -> Void {
        { builder in
            let expected = builder.publicInput(value)
            builder.require(builder.bit(value == .one).signal == expected)
        }
    }

    private func key(_ system: ConstraintSystem) throws -> ProvingKey {
        var source = SeededGenerator(seed: 107)
        let setup = try Setup(system)
        var bytes = [UInt8](repeating: 0, count: setup.byteCount)
        bytes.withUnsafeMutableBytes {
            setup.write(
                Trapdoor(randomness: &source), into: $0, workers: .serial, progress: { _ in })
        }
        return try KeyMemory(bytes).key()
    }

    private func isAccepted(_ values: [Fr], _ system: ConstraintSystem) throws -> Bool {
        var source = SeededGenerator(seed: 108)
        let key = try key(system)
        let proof = try Prover(key, workers: .serial).prove(values, randomness: &source)
        do {
            try Verifier(key.verifyingKey).verify(proof, inputs: [values[1].canonical])
            return true
        } catch Groth16Error.equation {
            return false
        }
    }

    @Test func withoutTheBitsConstraintTwoIsABit() throws {
        let system = try CircuitBuilder.record(bit(.one)).system
        let honest = try CircuitBuilder.assign(bit(.one))
        let forged: [Fr] = [.one, Fr(2), Fr(2)]
        #expect(try system.firstViolation(forged) == 0)
        #expect(try isAccepted(honest, system))
        #expect(try !isAccepted(forged, system))
        let weak = system.without(row: 0)
        #expect(weak.constraintCount == system.constraintCount - 1)
        #expect(try isAccepted(forged, weak))
    }
}

extension ConstraintSystem {
    /// The system without one constraint.
    fileprivate func without(row: Int) -> ConstraintSystem {
        func rest(_ matrix: SparseMatrix) -> SparseMatrix {
            var result = SparseMatrix()
            for other in 0..<matrix.rowCount where other != row {
                for entry in matrix.starts[other]..<matrix.starts[other + 1] {
                    result.append(
                        variable: matrix.variables[entry],
                        coefficient: matrix.coefficients[entry])
                }
                result.endRow()
            }
            return result
        }
        return ConstraintSystem(
            a: rest(a), b: rest(b), c: rest(c), publicCount: publicCount,
            variableCount: variableCount)
    }
}
