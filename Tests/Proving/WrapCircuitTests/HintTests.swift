import BN254
import Constraints
import FRI
import Fields
import ProofFixtures
import R1CS
import StarkVerifier
import TestSupport
import Testing
import WrapCircuit
import WrapHashing

/// Nothing that a prover fills in is free: other values violate some constraint.
@Suite struct HintTests {
    private let fixture: WrapFixture
    private let system: ConstraintSystem
    private let values: [Fr]

    init() throws {
        let parameters = try #require(
            FRIParameters(
                blowupLog2: 1, queryCount: 1, grindingBits: 1, finalCountLog2: 1, capLog2: 1))
        fixture = try WrapFixture(try FixtureProof(questions: [], parameters: parameters))
        system = try fixture.circuit.record().system
        values = try fixture.circuit.assign(
            fixture.proven.proof, statement: fixture.proven.statement)
    }

    /// Every variable with other values, all others unchanged: in the rows that mention it.
    @Test func everyVariableIsBound() throws {
        #expect(try system.firstViolation(values) == nil)
        let matrices = [system.a, system.b, system.c]
        var rows = [[UInt32]](repeating: [], count: system.variableCount)
        for matrix in matrices {
            for row in 0..<matrix.rowCount {
                for entry in matrix.starts[row]..<matrix.starts[row + 1] {
                    let variable = Int(matrix.variables[entry])
                    // One satisfied row too many costs little, but rows of sums are long.
                    if variable > 0, rows[variable].last != UInt32(row), rows[variable].count < 8 {
                        rows[variable].append(UInt32(row))
                    }
                }
            }
        }
        var source = SeededGenerator(seed: 22)
        var changed = values
        let p = Fr(Goldilocks.modulus)
        for variable in 1..<values.count {
            let value = values[variable]
            let others = [
                value + .one, value - .one, .zero, .one, -value, value + value, value + p,
                .random(&source),
            ]
            for other in others where other != value {
                changed[variable] = other
                let isRefused = changed.withUnsafeBufferPointer { changed in
                    rows[variable].contains { row in
                        let products = matrices.map { $0.product(row: Int(row), changed) }
                        return products[0] * products[1] != products[2]
                    }
                }
                if !isRefused { Issue.record("variable \(variable)") }
            }
            changed[variable] = value
        }
    }

    /// A prover lies about one variable in a thousand and computes the rest from the lie.
    @Test(arguments: [Fr.one, -Fr.one, Fr(Goldilocks.modulus)])
    func liesAreFoundOut(step: Fr) throws {
        for variable in stride(from: 2, to: values.count, by: 1_201) {
            let forged = fixture.circuit.assign(
                fixture.proven.proof, statement: fixture.proven.statement,
                lies: [variable: values[variable] + step])
            #expect(try system.firstViolation(forged) != nil, "variable \(variable)")
        }
    }
}
