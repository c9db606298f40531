import Commitments
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
    let prover: RecursionProver<Poseidon2Hashing>
    let advice: ProgramAdvice
    let run: ProgramRun

    let machine: RecursionMachine

    /// Parameters without security whose blow-up the degree allows.
    static func parameters(_ degree: RecursionDegree) -> FRIParameters {
        let small = FRIParameters(
            blowupLog2: 3, queryCount: 4, grindingBits: 1, finalCountLog2: 2, capLog2: 1)
        guard degree == .nine, let small else { return ParameterSet.test.parameters }
        return small
    }

    /// Proofs in the machine of a degree.
    init(_ degree: RecursionDegree = .three) throws {
        let fixture = try FixtureProof<Poseidon2Hashing>()
        program = try VerifierProgram(
            key: fixture.key, heightsLog2: fixture.proof.heightsLog2,
            messages: fixture.statement.messages.map { MessageForm($0.side, on: $0.bus) })
        advice = ProgramAdvice(proofs: [
            try ProofAdvice(key: fixture.key, statement: fixture.statement, proof: fixture.proof)
        ])
        run = ProgramRun(program, advice)
        prover = try RecursionProver(
            program, degree: degree, parameters: Self.parameters(degree), workers: .allProcessors)
        machine = RecursionMachine(degree)
    }

    /// The faults of traces of the program.
    func faults(of traces: [Matrix]) -> [RowChecker.Fault] {
        RowChecker.faults(
            machine, main: traces,
            fixed: prover.tables.fixedTables(workers: .allProcessors),
            statement: RecursionMachine.statement(publicCells: []))
    }
}
