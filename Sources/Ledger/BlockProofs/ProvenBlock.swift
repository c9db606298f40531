public import Bytes
import Hashing
public import Ledger

/// A block whose parts are proven and follow each other.
public struct ProvenBlock: Equatable, Sendable {
    /// The header of the block.
    public let header: BlockHeader
    /// The operations for each chain of the header, in their order.
    public let chainOperations: [[ChainOperation]]

    /// Joins the outputs of a block's parts, which are proven.
    ///
    /// Header and operations are claims: the digest after the last part must be the hash of the
    /// header, which has the hashes of the operations. That no part before ends the block follows
    /// from the header's previous hash: see docs/design/0007-block-proofs.md.
    ///
    /// - Parameter previousHash: The hash of the header that the block follows.
    public init(
        _ header: BlockHeader, chainOperations: [[ChainOperation]], joining outputs: [PartOutput],
        after previousHash: Bytes32
    ) throws(BlockProofError) {
        guard header.previousHash == previousHash else {
            throw .previousHash(expected: previousHash, actual: header.previousHash)
        }
        try Self.check(chainOperations, of: header)
        guard let first = outputs.first, let last = outputs.last else { throw .noParts }
        guard first.startDigest == previousHash else {
            throw .firstBoundary(expected: previousHash, actual: first.startDigest)
        }
        for part in 1..<outputs.count {
            guard outputs[part].startDigest == outputs[part - 1].endDigest else {
                throw .gap(
                    part: part, expected: outputs[part - 1].endDigest,
                    actual: outputs[part].startDigest)
            }
        }
        // The digest of a boundary between blocks is the hash of the header.
        let hash = header.hash
        guard last.endDigest == hash else {
            throw .lastBoundary(expected: hash, actual: last.endDigest)
        }
        (self.header, self.chainOperations) = (header, chainOperations)
    }

    /// Compares operations with the number and hash that the header has for each chain, one list for
    /// each chain of the header.
    ///
    /// With a joined proof of the header this is what is left to check.
    public static func check(
        _ chainOperations: [[ChainOperation]], of header: BlockHeader
    ) throws(BlockProofError) {
        guard chainOperations.count == header.chains.count else {
            throw .chainCount(expected: header.chains.count, actual: chainOperations.count)
        }
        for (section, operations) in zip(header.chains, chainOperations) {
            guard Int(section.operationCount) == operations.count else {
                throw .chainOperationCount(
                    section.chain, expected: Int(section.operationCount),
                    actual: operations.count)
            }
            guard section.operationsHash == SHA256.hash(ChainOperation.encode(operations)) else {
                throw .chainOperations(section.chain)
            }
        }
    }
}
