import Constraints
import FRI
import Fields
import Parallel
import Polynomials
import ProofFixtures
import Recursion
import RecursionCircuits
import RecursionProver
import StarkVerifier

/// The verification of a small proof as a program of the recursion machine.
struct RecursionScene {
    let program: VerifierProgram
    let prover: RecursionProver
    let advice: ProofAdvice
    let run: ProgramRun

    static let parameters = ParameterSet.test.parameters

    init() throws {
        let fixture = try FixtureProof<Poseidon2Hashing>()
        program = try VerifierProgram(
            key: fixture.key, heightsLog2: fixture.proof.heightsLog2,
            messages: fixture.statement.messages.map { MessageForm($0.side, on: $0.bus) })
        advice = try ProofAdvice(
            key: fixture.key, statement: fixture.statement, proof: fixture.proof)
        run = ProgramRun(program, advice)
        prover = try RecursionProver(program, parameters: Self.parameters, workers: .allProcessors)
    }

    /// The faults of traces of the program.
    func faults(of traces: [Matrix]) -> [RowChecker.Fault] {
        RowChecker.faults(
            RecursionMachine(), main: traces,
            fixed: prover.tables.fixedTables(workers: .allProcessors),
            statement: RecursionProver.statement(VerifierProgram.Cell(.zero)))
    }
}
