import FRI
import Parallel
import Recursion
import RecursionCircuits
import RecursionProver
import StarkVerifier
import Testing

@Suite struct RecursionProverTests {
    private let scene: RecursionScene

    init() throws { scene = try RecursionScene() }

    @Test func tracesSatisfyTheMachine() {
        let traces = scene.prover.tables.traces(scene.run, scene.advice, workers: .allProcessors)
        #expect(scene.run.failure == nil)
        #expect(scene.faults(of: traces).prefix(5) == [])
    }

    @Test func proofsVerify() throws {
        let (statement, proof) = scene.prover.prove(scene.advice, run: scene.run)
        try Verifier(key: scene.prover.verifyingKey).verify(proof, statement: statement)
    }
}
