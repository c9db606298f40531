import Bytes
public import Commitments
import Constraints
public import FRI
import Fields
public import Hashing
public import Parallel
import Recursion
public import RecursionCircuits
import RecursionProver
import Riscv
public import RiscvCircuits
public import StarkVerifier

/// A proof of a recursion program.
public struct JoinedProof: Sendable {
    /// What it says.
    public let statement: AggregationStatement
    /// The commitment of the program's key.
    public let fixedCap: [Digest]
    /// The proof.
    public let proof: StarkProof<Poseidon2Tree>

    /// A proof of the given parts.
    public init(
        statement: AggregationStatement, fixedCap: [Digest], proof: StarkProof<Poseidon2Tree>
    ) {
        self.statement = statement
        self.fixedCap = fixedCap
        self.proof = proof
    }
}

/// Proves joins of one kind.
public struct JoinProver: Sendable {
    /// A proof to be joined.
    public enum Child: Sendable {
        /// A proof of a run, with its inner proof.
        case run(RiscvProof)
        /// A proof of a recursion program.
        case recursion(JoinedProof)
    }

    /// Reasons not to join proofs.
    public enum Refusal: Error, Equatable {
        /// There are more or fewer proofs than the program verifies.
        case childCount(expected: Int, actual: Int)
        /// A proof is not of the kind that the program verifies at its place.
        case childKind(child: Int)
        /// The key of a proof is not in the list.
        case unknownKey(child: Int)
        /// The output of a run is not the frame of two digests.
        case output(child: Int)
        /// A proof does not start where the one before ends.
        case boundary(child: Int)
        /// Some requirement of the program does not hold, by the number of its operation.
        case refused(operation: Int)
    }

    /// The program.
    public let join: JoinProgram
    /// The shape of its proofs.
    public let shape: RecursionShape
    /// The commitment of its key.
    public var fixedCap: [Digest] { prover.verifyingKey.fixedCap }
    /// The digest of its key.
    public let keyDigest: Digest

    private let prover: RecursionProver<Poseidon2Hashing>
    private let workers: Workers

    /// A prover of a join, with tables of the given height or as low as they may be.
    public init(
        _ join: JoinProgram, degree: RecursionDegree = .three, parameters: FRIParameters,
        heightLog2: Int? = nil, workers: Workers
    ) throws {
        self.join = join
        self.workers = workers
        prover = try RecursionProver(
            join.program, degree: degree, parameters: parameters, heightLog2: heightLog2,
            workers: workers)
        shape = RecursionShape(
            degree: degree, parameters: parameters, heightLog2: prover.tables.heightLog2)
        keyDigest = try shape.digest(fixedCap: prover.verifyingKey.fixedCap)
    }

    /// Joins proofs of runs of a program, or of recursion programs in a list of keys.
    ///
    /// Proofs are verified on the way, by running the join.
    public func prove(
        _ children: [Child], program: Digest, keys: KeyList
    ) throws -> JoinedProof {
        let inputs = try JoinInputs(join, children, program: program, keys: keys)
        let run = ProgramRun(join.program, inputs.advice)
        if let operation = run.failure { throw Refusal.refused(operation: operation) }
        let (_, proof) = prover.prove(inputs.advice, run: run)
        return JoinedProof(statement: inputs.statement, fixedCap: fixedCap, proof: proof)
    }
}
