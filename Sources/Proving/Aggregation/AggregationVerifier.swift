import Commitments
public import Constraints
import FRI
import Hashing
public import Parallel
import RecursionCircuits
public import StarkVerifier

/// Verifies joined proofs natively; it never traps.
public struct AggregationVerifier: Sendable {
    /// The shape of proofs.
    public let shape: RecursionShape
    /// The allowed keys.
    public let keys: KeyList
    /// Threads to use.
    public let workers: Workers

    /// Reasons to refuse a joined proof.
    public enum Refusal: Error, Equatable {
        /// The chips of this build are not a valid machine.
        case machine(MachineError)
        /// The key is not in the list.
        case unknownKey
        /// The statement is under another list of keys.
        case keyRoot
        /// The proof is refused.
        case proof(StarkError)
    }

    /// A verifier of proofs of a shape with keys of a list.
    public init(shape: RecursionShape, keys: KeyList, workers: Workers = .serial) {
        self.shape = shape
        self.keys = keys
        self.workers = workers
    }

    /// Verifies a proof of its statement.
    public func verify(_ joined: JoinedProof) throws(Refusal) {
        guard keys.index(of: try digest(of: joined)) != nil else { throw .unknownKey }
        guard joined.statement.keyRoot == keys.root else { throw .keyRoot }
        let key: StarkKey<RecursionMachine, Poseidon2Hashing>
        do {
            key = try shape.key(fixedCap: joined.fixedCap)
        } catch {
            throw .machine(error)
        }
        do {
            try Verifier(key: key, workers: workers).verify(
                joined.proof, statement: joined.starkStatement)
        } catch {
            throw .proof(error)
        }
    }

    /// The digest of the key that a proof claims.
    private func digest(of joined: JoinedProof) throws(Refusal) -> Digest {
        do {
            return try shape.digest(fixedCap: joined.fixedCap)
        } catch {
            throw .machine(error)
        }
    }
}

extension AggregationVerifier {
    /// Verifies the encoded result of a job.
    ///
    /// What the job's children say follows from the result: it need not be compared with them.
    @discardableResult
    public func verify(
        _ result: [UInt8], of job: JoinJob
    ) throws(JoinError) -> JoinedProof {
        let joined = try JoinedProof(decoding: result, shape: shape)
        let statement = joined.statement
        guard statement.program == job.program else {
            throw .program(
                expected: job.program.bytes, actual: statement.program.bytes)
        }
        guard statement.keyRoot == job.keyRoot else {
            throw .keyRoot(expected: job.keyRoot, actual: statement.keyRoot)
        }
        guard statement.before == job.before else {
            throw .before(expected: job.before, actual: statement.before)
        }
        guard statement.after == job.after else {
            throw .after(expected: job.after, actual: statement.after)
        }
        let index: Int?
        do {
            try verify(joined)
            index = keys.index(of: try digest(of: joined))
        } catch {
            throw .refused(error)
        }
        guard index == job.kind.keyIndex else { throw .otherJoin(job.kind) }
        return joined
    }
}
