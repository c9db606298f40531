public import Bytes
import Hashing
public import Ledger
import Transition

/// A block whose parts are proven and follow each other.
public struct ProvenBlock: Equatable, Sendable {
    /// The header of the block.
    public let header: BlockHeader
    /// The operations for each chain of the header, in their order.
    public let chainOperations: [[ChainOperation]]

    /// Joins the outputs of a block's parts, which are proven.
    ///
    /// - Parameter previousHash: The hash of the header that the block follows.
    public init(
        joining outputs: [PartOutput], after previousHash: Bytes32
    ) throws(BlockProofError) {
        guard let first = outputs.first, let last = outputs.last else { throw .noParts }
        guard first.startDigest == previousHash else {
            throw .firstBoundary(expected: previousHash, actual: first.startDigest)
        }
        for part in 1..<outputs.count {
            if case .between = outputs[part - 1].end { throw .endsEarly(part: part - 1) }
            guard outputs[part].startDigest == outputs[part - 1].endDigest else {
                throw .gap(
                    part: part, expected: outputs[part - 1].endDigest,
                    actual: outputs[part].startDigest)
            }
        }
        guard case .between(let header) = last.end else { throw .unfinished }
        var all = header.chains.map { _ in [ChainOperation]() }
        for (part, output) in outputs.enumerated() {
            guard output.chainOperations.count == all.count else { throw .output(part: part) }
            for chain in all.indices { all[chain] += output.chainOperations[chain] }
        }
        for (section, operations) in zip(header.chains, all) {
            guard Int(section.operationCount) == operations.count,
                section.operationsHash == SHA256.hash(ChainOperation.encode(operations))
            else { throw .chainOperations(section.chain) }
        }
        (self.header, chainOperations) = (header, all)
    }
}
