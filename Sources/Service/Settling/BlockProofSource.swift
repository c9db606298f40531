package import Bytes
package import Ledger
package import Settlement

/// What a chain's contract takes a proof for.
package struct ProofRequest: Sendable {
    /// What its proofs are about.
    package let program: ProvenProgram
    /// The last proven block: a proof begins at or before it, and ends after it.
    package let proven: UInt64
    /// The last committed block: a proof ends at or before it.
    package let committed: UInt64
    /// The header hash of a block up to the last committed one; `nil` when it cannot be read.
    package let headerHash: @Sendable (UInt64) -> Bytes32?

    package init(
        program: ProvenProgram, proven: UInt64, committed: UInt64,
        headerHash: @escaping @Sendable (UInt64) -> Bytes32?
    ) {
        (self.program, self.proven, self.committed) = (program, proven, committed)
        self.headerHash = headerHash
    }

    /// The public input of a proof of a range; `nil` when a header cannot be read.
    package func publicInput(start: UInt64, last: UInt64) -> Bytes32? {
        guard let previous = headerHash(start), let end = headerHash(last) else { return nil }
        return program.publicInput(previousHeaderHash: previous, lastHeaderHash: end)
    }
}

/// The source of the proofs that drivers bring to chains.
package protocol BlockProofSource: Sendable {
    /// The proof that takes a chain furthest; `nil` while there is none.
    func proof(for request: ProofRequest) -> RangeProof?
}

/// What contracts in mode `unproven` take for a proof: the public input, which anyone can compute.
package struct UnprovenBlocks: BlockProofSource {
    package init() {}

    package func proof(for request: ProofRequest) -> RangeProof? {
        let (start, last) = (request.proven, request.committed)
        guard start < last, let input = request.publicInput(start: start, last: last) else {
            return nil
        }
        return RangeProof(start: start, last: last, bytes: input.array)
    }
}
