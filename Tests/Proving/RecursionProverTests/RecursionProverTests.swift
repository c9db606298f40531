import Constraints
import FRI
import Fields
import Parallel
import Recursion
import RecursionCircuits
import RecursionProver
import StarkVerifier
import Testing

@Suite struct RecursionProverTests {
    @Test(arguments: RecursionDegree.allCases)
    func tracesSatisfyTheMachine(_ degree: RecursionDegree) throws {
        let scene = try RecursionScene(degree)
        let traces = scene.prover.tables.traces(scene.run, scene.advice, workers: .allProcessors)
        #expect(scene.run.failure == nil)
        #expect(scene.faults(of: traces).prefix(5) == [])
    }

    @Test(arguments: RecursionDegree.allCases)
    func proofsVerify(_ degree: RecursionDegree) throws {
        let scene = try RecursionScene(degree)
        let (statement, proof) = scene.prover.prove(scene.advice, run: scene.run)
        let verifier = Verifier(key: scene.prover.verifyingKey)
        try verifier.verify(proof, statement: statement)
        #expect(proof.quotient.count == degree.rawValue - 1)
        var other = statement
        other.publicValues[RecursionMachine.Chip.values.rawValue][3] += .one
        #expect(throws: StarkError.self) { try verifier.verify(proof, statement: other) }
        var shorter = proof
        shorter.quotient.removeLast()
        #expect(throws: StarkError.quotientCount) {
            try verifier.verify(shorter, statement: statement)
        }
    }

    /// A program with one requirement less has another key.
    @Test func proofsOfOtherProgramsAreRefused() throws {
        let scene = try RecursionScene()
        let last = try #require(
            scene.program.operations.lastIndex { operation in
                if case .multiplyAdd(let equation) = operation {
                    equation.written == nil
                } else {
                    false
                }
            })
        var operations = scene.program.operations
        operations.remove(at: last)
        let program = VerifierProgram(
            operations: operations, cellCount: scene.program.cellCount)
        let other = try RecursionProver(
            program, parameters: RecursionScene.parameters(.three),
            heightsLog2: scene.prover.tables.heightsLog2, workers: .serial)
        let (statement, proof) = other.prove(scene.advice, run: ProgramRun(program, scene.advice))
        try Verifier(key: other.verifyingKey).verify(proof, statement: statement)
        #expect(throws: StarkError.self) {
            try Verifier(key: scene.prover.verifyingKey).verify(proof, statement: statement)
        }
    }

    @Test func aGreaterDegreeNeedsAGreaterBlowup() throws {
        let scene = try RecursionScene(.nine)
        let key = scene.prover.verifyingKey
        let low = StarkKey<RecursionMachine, Poseidon2Hashing>(
            checked: key.checked, parameters: ParameterSet.test.parameters, identity: [],
            fixedHeightsLog2: key.fixedHeightsLog2, fixedCap: key.fixedCap)
        let (statement, proof) = scene.prover.prove(scene.advice, run: scene.run)
        #expect(throws: StarkError.blowup(atLeast: 8)) {
            try Verifier(key: low).verify(proof, statement: statement)
        }
    }
}
