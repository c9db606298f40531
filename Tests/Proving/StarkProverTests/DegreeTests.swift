import Commitments
import Constraints
import FRI
import Fields
import Parallel
import Polynomials
import ProofFixtures
import StarkProver
import StarkVerifier
import Testing

/// The fixture machine with another degree limit, and a constraint of that degree.
private struct DeepMachine: Machine {
    let base = FixtureMachine()
    let degreeLimit: Int

    var chips: [ChipShape] { base.chips }
    var publicBuses: [Bus] { base.publicBuses }

    func describe<Builder: ConstraintBuilder>(chip: Int, to builder: inout Builder) {
        base.describe(chip: chip, to: &builder)
        guard chip == 2 else { return }
        let value = builder.this(0)
        let cube = value * value * value - builder.this(1)
        builder.require(
            "deep", zero: (3..<degreeLimit).reduce(cube) { product, _ in product * value })
    }
}

/// Quotients of more than two parts.
@Suite struct DegreeTests {
    private typealias Key = ProvingKey<DeepMachine, Poseidon2Hashing>

    private func key(_ degreeLimit: Int, blowupLog2: Int) throws -> Key {
        let parameters = try #require(
            FRIParameters(blowupLog2: blowupLog2, queryCount: 6, grindingBits: 0, capLog2: 1))
        return Key(
            machine: try CheckedMachine(DeepMachine(degreeLimit: degreeLimit)),
            parameters: parameters, identity: [], fixed: FixtureMachine.fixed, workers: .serial)
    }

    @Test(arguments: [(3, 1), (3, 3), (5, 2), (5, 3), (9, 3), (17, 4)])
    func acceptsHonestProofsAndRefusesOthers(degreeLimit: Int, blowupLog2: Int) throws {
        let key = try key(degreeLimit, blowupLog2: blowupLog2)
        for heightLog2 in [0, 3, 9] {
            let (main, statement) = FixtureMachine.traces(heightLog2: heightLog2, questions: [5])
            let proof = Prover(key: key, workers: .serial).prove(main, statement: statement)
            #expect(proof.quotient.count == degreeLimit - 1)
            let verifier = Verifier(key: key.verifying)
            try verifier.verify(proof, statement: statement)
            var forged = main
            forged[2]?[0, 1] += .one
            let other = Prover(key: key, workers: .serial).prove(forged, statement: statement)
            #expect(throws: StarkError.constraints) {
                try verifier.verify(other, statement: statement)
            }
            for part in proof.quotient.indices {
                var changed = proof
                changed.quotient[part][2] += CubicExtension(.one)
                #expect(throws: StarkError.self) {
                    try verifier.verify(changed, statement: statement)
                }
            }
        }
    }

    @Test func refusesABlowupThatIsTooSmall() throws {
        let high = try key(5, blowupLog2: 2)
        let (main, statement) = FixtureMachine.traces(heightLog2: 3, questions: [5])
        let proof = Prover(key: high, workers: .serial).prove(main, statement: statement)
        let low = StarkKey<DeepMachine, Poseidon2Hashing>(
            checked: high.verifying.checked, parameters: ParameterSet.test.parameters,
            identity: [], fixedHeightsLog2: high.verifying.fixedHeightsLog2,
            fixedCap: high.verifying.fixedCap)
        #expect(throws: StarkError.blowup(atLeast: 4)) {
            try Verifier(key: low).verify(proof, statement: statement)
        }
    }
}
