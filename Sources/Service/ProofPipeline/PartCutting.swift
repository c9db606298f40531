import BlockProofs
package import BlockProving
package import Ledger
package import ProofJobs
package import Transition

/// A block as it is put into the queue.
package struct BlockParts: Sendable {
    /// The header that the parts lead to.
    package let header: BlockHeader
    /// The parts, in order.
    package let parts: [ProofPlanner.Part]

    /// The parts of a block that lead to a header.
    package init(header: BlockHeader, parts: [ProofPlanner.Part]) {
        (self.header, self.parts) = (header, parts)
    }
}

/// A port: cuts blocks into parts that can be proven.
package protocol PartCutting: Sendable {
    /// Cuts the block that follows a state.
    func parts(of data: BlockData, over state: LedgerState) throws -> BlockParts
}

extension PartCutter: PartCutting {
    /// Cuts the block that follows a state into jobs of its program.
    package func parts(of data: BlockData, over state: LedgerState) throws -> BlockParts {
        let block = try cut(data, over: state)
        return BlockParts(
            header: block.header,
            parts: block.parts.map {
                ProofPlanner.Part(
                    payload: $0.job.encoded,
                    operationCount: UInt32(clamping: $0.operationCount))
            })
    }
}
