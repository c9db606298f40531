public import Aggregation
import Constraints
public import FRI
import Fields
public import Hashing
public import Parallel
import Recursion
public import RecursionCircuits
import RecursionProver
public import StarkVerifier
public import WrapCircuit
public import WrapHashing

/// The last STARK proof of a tree: that of a program which verifies the compressed root, with trees
/// and transcript of Poseidon2 over BN254, so that a circuit verifies it.
public struct LastLayer: Sendable {
    /// A proof of the last layer.
    public struct Proof: Sendable {
        /// What it says.
        public let statement: AggregationStatement
        /// The proof.
        public let proof: StarkProof<ScalarTree>

        /// A proof of the given parts.
        public init(statement: AggregationStatement, proof: StarkProof<ScalarTree>) {
            self.statement = statement
            self.proof = proof
        }
    }

    private let join: JoinProgram
    private let prover: RecursionProver<ScalarHashing>
    private let workers: Workers

    /// The last layer above compressed proofs of a shape.
    public init(
        above child: RecursionShape, parameters: FRIParameters = RecursionParameters.lastLayer,
        workers: Workers
    ) throws {
        join = try JoinProgram([.recursion(child)], publicForm: .cells)
        prover = try RecursionProver(
            join.program, degree: .nine, parameters: parameters, workers: workers)
        self.workers = workers
    }

    /// The verifying key: the commitment to the program.
    public var key: StarkKey<RecursionMachine, ScalarHashing> { prover.verifyingKey }

    /// Proves that a compressed proof about a program, with a key of a list, is valid.
    ///
    /// The proof is verified on the way, by running the program.
    public func prove(
        _ compressed: JoinedProof, program: Digest, keys: KeyList
    ) throws -> Proof {
        let inputs = try JoinInputs(join, [.recursion(compressed)], program: program, keys: keys)
        let run = ProgramRun(join.program, inputs.advice)
        if let operation = run.failure { throw JoinProver.Refusal.refused(operation: operation) }
        return Proof(
            statement: inputs.statement, proof: prover.prove(inputs.advice, run: run).proof)
    }

    /// Verifies a proof natively; it never traps.
    public func verify(_ proof: Proof) throws(StarkError) {
        try Verifier(key: key, workers: workers).verify(
            proof.proof, statement: Self.statement(proof.statement))
    }

    /// The verifier as a circuit, whose input is `AggregationStatement.publicInput`.
    public func circuit() throws(StarkError) -> LastProofCircuit<RecursionMachine> {
        let cells = [[Goldilocks]](repeating: [.zero, .zero, .zero, .zero], count: 6)
        return try LastProofCircuit(
            key: key, heightsLog2: key.fixedHeightsLog2,
            statement: RecursionMachine.statement(publicCells: cells),
            preimage: PublicPreimage(
                (0..<6).flatMap { cell in
                    // The tuple is the address and four elements: two digests of elements, then
                    // two of words.
                    (1...4).map {
                        PublicPreimage.Part(.message(cell, $0), cell < 2 ? .element : .word)
                    }
                }))
    }

    /// The statement as the machine's verifier takes it.
    static func statement(_ statement: AggregationStatement) -> Statement {
        RecursionMachine.statement(publicCells: statement.cells)
    }
}
