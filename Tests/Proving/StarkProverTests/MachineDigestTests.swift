import Constraints
import FRI
import Fields
import Parallel
import Polynomials
import StarkProver
import StarkVerifier
import Testing

/// A chip whose constraint k * (a - b) is the zero polynomial for equal columns, whatever k is.
private struct ScaledMachine: Machine {
    let factor: UInt32
    let chips = [ChipShape(name: "scaled", mainWidth: 2)]

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        builder.require(
            "equal", zero: Builder.Value(factor) * (builder.this(0) - builder.this(1)))
    }
}

@Suite struct MachineDigestTests {
    private func key(factor: UInt32) throws -> ProvingKey<ScaledMachine, Poseidon2Hashing> {
        ProvingKey(
            machine: try CheckedMachine(ScaledMachine(factor: factor)),
            parameters: ParameterSet.test.parameters, identity: [], fixed: [nil],
            workers: .serial)
    }

    /// Every equation of the one machine holds for the proof of the other: caps, quotients and
    /// openings are the same, so the digest in the transcript alone tells them apart.
    @Test func refusesProofsOfMachinesThatDifferInOneCoefficient() throws {
        let (one, two) = (try key(factor: 1), try key(factor: 2))
        #expect(one.verifying.checked.digest != two.verifying.checked.digest)
        #expect(one.verifying.checked.layouts == two.verifying.checked.layouts)
        let column = (0..<16).map { Goldilocks(UInt32($0)) }
        let trace = Matrix(width: 2, elements: column.flatMap { [$0, $0] })
        let statement = Statement(publicValues: [[]])
        let proof = Prover(key: one, workers: .serial).prove([trace], statement: statement)
        try Verifier(key: one.verifying).verify(proof, statement: statement)
        let other = Prover(key: two, workers: .serial).prove([trace], statement: statement)
        try Verifier(key: two.verifying).verify(other, statement: statement)
        #expect(proof.mainCap == other.mainCap && proof.quotientCap == other.quotientCap)
        #expect(throws: StarkError.self) {
            try Verifier(key: two.verifying).verify(proof, statement: statement)
        }
    }
}
