import Bytes
public import Commitments
import Constraints
public import FRI
import Fields
public import Hashing
public import Parallel
import Recursion
import RecursionCircuits
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

    private let prover: RecursionProver
    private let workers: Workers

    /// A prover of a join, with tables of the given heights or as low as they may be.
    public init(
        _ join: JoinProgram, parameters: FRIParameters, heightsLog2: [Int]? = nil, workers: Workers
    ) throws {
        self.join = join
        self.workers = workers
        prover = try RecursionProver(
            join.program, parameters: parameters, heightsLog2: heightsLog2, workers: workers)
        shape = RecursionShape(parameters: parameters, heightsLog2: prover.tables.heightsLog2)
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

/// The advice of a join.
struct JoinInputs {
    let advice: ProgramAdvice
    let statement: AggregationStatement

    init(
        _ join: JoinProgram, _ children: [JoinProver.Child], program: Digest, keys: KeyList
    ) throws {
        guard children.count == join.children.count else {
            throw JoinProver.Refusal.childCount(
                expected: join.children.count, actual: children.count)
        }
        var proofs = [ProofAdvice]()
        var boundaries = [Bytes32]()
        var (indices, paths) = ([0, 0], [[Digest]](repeating: [], count: 2))
        for (number, (child, kind)) in zip(children, join.children).enumerated() {
            let (before, after): (Bytes32, Bytes32)
            switch (child, kind) {
            case (.run(let run), .run):
                let key = run.key.starkKey(for: try RiscvMachine.checked())
                proofs.append(
                    try ProofAdvice(
                        key: key, statement: RiscvMachine.statement(run.claim),
                        proof: ProofReader(key: key).read(run.machineProof)))
                guard let output = Self.boundaries(run.result.output) else {
                    throw JoinProver.Refusal.output(child: number)
                }
                (before, after) = output
            case (.recursion(let joined), .recursion(let shape)):
                let digest = try shape.digest(fixedCap: joined.fixedCap)
                guard let index = keys.index(of: digest), let path = keys.path(of: index) else {
                    throw JoinProver.Refusal.unknownKey(child: number)
                }
                (indices[number], paths[number]) = (index, path)
                proofs.append(
                    try ProofAdvice(
                        key: shape.key(fixedCap: joined.fixedCap),
                        statement: joined.starkStatement, proof: joined.proof))
                (before, after) = (joined.statement.before, joined.statement.after)
            default: throw JoinProver.Refusal.childKind(child: number)
            }
            if number == 0 { boundaries.append(before) }
            guard boundaries[number] == before else {
                throw JoinProver.Refusal.boundary(child: number)
            }
            boundaries.append(after)
        }
        statement = AggregationStatement(
            program: program, keyRoot: keys.root, before: boundaries[0],
            after: boundaries[children.count])
        let cells =
            [program, keys.root, statement.digest].map { VerifierProgram.Cell(digest: $0) }
            + indices.map { VerifierProgram.Cell(Goldilocks(UInt32($0))) }
            + boundaries.flatMap { AggregationStatement.cells($0) }
        advice = ProgramAdvice(proofs: proofs, cells: cells, paths: paths)
    }

    /// The digests in the output of a run; `nil` for any other output.
    private static func boundaries(_ words: [UInt32]) -> (Bytes32, Bytes32)? {
        guard words.count == AggregationStatement.outputWordCount,
            words[0] == AggregationStatement.outputLength
        else { return nil }
        func digest(_ first: Int) -> Bytes32 {
            Bytes32 { UInt8(truncatingIfNeeded: words[first + $0 / 4] >> UInt32(8 * ($0 % 4))) }
        }
        return (digest(1), digest(9))
    }
}

extension JoinedProof {
    /// The statement as the machine's verifier takes it.
    var starkStatement: Statement {
        RecursionMachine.statement(publicCell: Poseidon2Tree.elements(of: statement.digest))
    }
}
