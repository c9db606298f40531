public import Commitments
public import Constraints
public import FRI
public import Parallel
public import Recursion
public import RecursionCircuits
import StarkProver
public import StarkVerifier

/// Proves runs of a straight-line program in the recursion machine.
public struct RecursionProver: Sendable {
    /// The program.
    public let program: VerifierProgram
    /// The rows of the machine's chips.
    public let tables: ProgramTables

    private let key: ProvingKey<RecursionMachine, Poseidon2Hashing>
    private let workers: Workers

    /// The verifying key: the commitment to the program.
    public var verifyingKey: StarkKey<RecursionMachine, Poseidon2Hashing> { key.verifying }

    /// Reasons why a program has no prover.
    public enum Defect: Error, Equatable {
        /// The operations are not a straight-line program.
        case program(VerifierProgramError)
        /// The program has more operations of a kind than rows of the given heights.
        case heights
    }

    /// A prover for a program, with tables of the given heights or as low as they may be.
    ///
    /// The program is checked, so that a key is made of straight-line programs alone.
    public init(
        _ program: VerifierProgram, degree: RecursionDegree = .three, parameters: FRIParameters,
        heightsLog2: [Int]? = nil, workers: Workers
    ) throws {
        do throws(VerifierProgramError) {
            try program.check()
        } catch {
            throw Defect.program(error)
        }
        let machine = try RecursionMachine.checked(degree)
        guard let tables = ProgramTables(program, machine.machine, heightsLog2: heightsLog2) else {
            throw Defect.heights
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
    ) -> (statement: Statement, proof: StarkProof<Poseidon2Tree>) {
        let cell = program.publicAddress.map { run.memory[$0] }
        let statement = RecursionMachine.statement(
            publicCell: (0..<4).map { cell?[$0] ?? .zero })
        let proof = Prover(key: key, workers: workers).prove(
            tables.traces(run, advice, workers: workers), statement: statement)
        return (statement, proof)
    }
}
