import Commitments
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
        let other = RecursionMachine.statement(publicCells: [[.zero, .zero, .zero, .zero]])
        #expect(throws: StarkError.self) { try verifier.verify(proof, statement: other) }
        var shorter = proof
        shorter.quotient.removeLast()
        #expect(throws: StarkError.quotientCount) {
            try verifier.verify(shorter, statement: statement)
        }
    }

    /// The statement names the first cells of the program, each once, in their order.
    @Test func publicCellsAreBound() throws {
        let program = VerifierProgram(
            operations: (0..<3).map { .advice(.cell($0), to: $0) }, cellCount: 3, publicCount: 2)
        let prover = try RecursionProver<Poseidon2Hashing>(
            program, parameters: RecursionScene.parameters(.three), workers: .serial)
        let cells = (0..<3 as Range<UInt32>).map { number in
            (0..<4 as Range<UInt32>).map { Goldilocks(10 * number + $0) }
        }
        let advice = ProgramAdvice(
            proofs: [], cells: cells.map { VerifierProgram.Cell($0[0], $0[1], $0[2], $0[3]) })
        let (statement, proof) = prover.prove(advice, run: ProgramRun(program, advice))
        let verifier = Verifier(key: prover.verifyingKey)
        #expect(statement == RecursionMachine.statement(publicCells: [cells[0], cells[1]]))
        try verifier.verify(proof, statement: statement)
        var changed = cells[1]
        changed[3] += .one
        for others in [
            [cells[1], cells[0]], [cells[0], changed], [cells[0]], cells, [cells[0], cells[0]], [],
        ] {
            #expect(throws: StarkError.self) {
                try verifier.verify(
                    proof, statement: RecursionMachine.statement(publicCells: others))
            }
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
        let other = try RecursionProver<Poseidon2Hashing>(
            program, parameters: RecursionScene.parameters(.three),
            heightLog2: scene.prover.tables.heightLog2, workers: .serial)
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
