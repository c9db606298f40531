import BN254
import Commitments
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

/// The verifier as a circuit: honest proofs satisfy it, others do not.
@Suite struct LastProofCircuitTests {
    private let fixture: WrapFixture

    init() throws {
        let parameters = try #require(WrapFixture.parameters)
        fixture = try WrapFixture(try FixtureProof(parameters: parameters))
    }

    @Test func honestProofsSatisfyTheCircuit() throws {
        #expect(fixture.proven.refusal() == nil)
        #expect(fixture.violation() == nil)
        let recording = try fixture.circuit.record()
        let values = try fixture.circuit.assign(
            fixture.proven.proof, statement: fixture.proven.statement)
        #expect(try recording.system.firstViolation(values) == nil)
        #expect(recording.system.publicCount == 1)
    }
}
