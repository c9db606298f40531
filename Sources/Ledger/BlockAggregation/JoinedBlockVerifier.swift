public import Aggregation
public import Bytes
import Hashing
public import Parallel

/// Verifies proofs that headers follow each other; it never traps.
///
/// It knows the digest of the guest program of parts and the keys of the programs that join them, and
/// runs neither.
public struct JoinedBlockVerifier: Sendable {
    /// The digest of the guest program with its parameters.
    public let programDigest: Bytes32
    private let verifier: AggregationVerifier

    /// A verifier of joins of the parts that a program executes, under a list of keys.
    public init(programDigest: Bytes32, keys: AggregationKeys, workers: Workers = .serial) {
        self.programDigest = programDigest
        verifier = AggregationVerifier(shape: keys.shape, keys: keys.list, workers: workers)
    }

    /// Verifies that one header follows another, by one block or several.
    ///
    /// The last header commits to the operations for each chain: `ProvenBlock.check` compares them.
    /// Headers between are those that the previous hash of each names.
    ///
    /// - Parameters:
    ///   - joined: An encoded `JoinedProof`.
    ///   - previous: The hash of the header before the first block.
    ///   - header: The hash of the header of the last block.
    @discardableResult
    public func verify(
        _ joined: [UInt8], previous: Bytes32, header: Bytes32
    ) throws(JoinError) -> JoinedProof {
        let joined = try JoinedProof(decoding: joined, shape: verifier.shape)
        let statement = joined.statement
        guard statement.program.bytes == programDigest else {
            throw .program(expected: programDigest, actual: statement.program.bytes)
        }
        guard statement.before == previous else {
            throw .before(expected: previous, actual: statement.before)
        }
        guard statement.after == header else {
            throw .after(expected: header, actual: statement.after)
        }
        do {
            try verifier.verify(joined)
        } catch {
            throw .refused(error)
        }
        return joined
    }
}
