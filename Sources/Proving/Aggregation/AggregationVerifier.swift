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
    public func verify(_ joined: JoinedProof) throws {
        guard keys.index(of: try shape.digest(fixedCap: joined.fixedCap)) != nil else {
            throw Refusal.unknownKey
        }
        guard joined.statement.keyRoot == keys.root else { throw Refusal.keyRoot }
        let key = try shape.key(fixedCap: joined.fixedCap)
        do throws(StarkError) {
            try Verifier(key: key, workers: workers).verify(
                joined.proof, statement: joined.starkStatement)
        } catch {
            throw Refusal.proof(error)
        }
    }
}
