import Commitments
public import Constraints
public import FRI
public import Parallel
public import Recursion
public import RecursionCircuits
import StarkProver
public import StarkVerifier

/// Reasons why a program has no prover.
public enum RecursionDefect: Error, Equatable {
    /// The operations are not a straight-line program.
    case program(VerifierProgramError)
    /// The program has more operations of a kind than tables of the given height have rows for.
    case height
}

/// Proves runs of a straight-line program in the recursion machine.
public struct RecursionProver<Hashing: ProofHashing>: Sendable {
    /// The program.
    public let program: VerifierProgram
    /// The rows of the machine's chips.
    public let tables: ProgramTables

    private let key: ProvingKey<RecursionMachine, Hashing>
    private let workers: Workers

    /// The verifying key: the commitment to the program.
    public var verifyingKey: StarkKey<RecursionMachine, Hashing> { key.verifying }

    /// A prover for a program, with tables of the given height or as low as they may be.
    ///
    /// The program is checked, so that a key is made of straight-line programs alone.
    public init(
        _ program: VerifierProgram, degree: RecursionDegree = .three, parameters: FRIParameters,
        heightLog2: Int? = nil, workers: Workers
    ) throws {
        do throws(VerifierProgramError) {
            try program.check()
        } catch {
            throw RecursionDefect.program(error)
        }
        let machine = try RecursionMachine.checked(degree)
        guard let tables = ProgramTables(program, machine.machine, heightLog2: heightLog2) else {
            throw RecursionDefect.height
        }
        self.program = program
        self.tables = tables
        self.workers = workers
        key = ProvingKey(
            machine: machine, parameters: parameters,
            identity: [], fixed: tables.fixedTables(workers: workers), workers: workers)
    }

    /// The statement and the proof of a run.
    ///
    /// Values that the program does not accept give a proof that verifiers refuse.
    public func prove(
        _ advice: ProgramAdvice, run: ProgramRun
    ) -> (statement: Statement, proof: StarkProof<Hashing.Tree>) {
        let statement = RecursionMachine.statement(
            publicCells: run.memory.prefix(program.publicCount).map { $0.elements })
        let proof = Prover(key: key, workers: workers).prove(
            tables.traces(run, advice, workers: workers), statement: statement)
        return (statement, proof)
    }
}
