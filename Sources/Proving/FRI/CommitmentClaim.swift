import Commitments
import Fields

/// Claims about the tables of one commitment, in the values of a reading of the verifier.
public struct CommitmentClaim<Builder: VerifierBuilder>: Sendable {
    /// The claim that columns of a table have some values at a point.
    public struct Values: Sendable {
        /// The number of the point among those of the verification.
        public let point: Int
        /// Opened columns in ascending order, `nil` for all.
        public let columns: [Int]?
        /// One value for each opened column.
        public let values: [Builder.Cubic]

        /// The claim of the given values.
        public init(point: Int, columns: [Int]?, values: [Builder.Cubic]) {
            self.point = point
            self.columns = columns
            self.values = values
        }
    }

    /// The commitment, with the heights of extended tables.
    public let commitment: OpenedCommitment<Builder.Node>
    /// Claims about each table, one for each of its points.
    public let tables: [[Values]]

    /// Claims about the tables of a commitment.
    public init(commitment: OpenedCommitment<Builder.Node>, tables: [[Values]]) {
        self.commitment = commitment
        self.tables = tables
    }
}

/// What the verifier reads of a FRI proof before it opens rows.
public struct FRIValues<Builder: VerifierBuilder>: Sendable {
    /// The proof of work before the batching challenge.
    public let batchingNonce: Builder.Base
    /// The cap of each folded codeword.
    public let layerCaps: [[Builder.Node]]
    /// Coefficients of the last codeword, the constant first.
    public let finalPolynomial: [Builder.Cubic]
    /// The proof of work before the query indices.
    public let nonce: Builder.Base

    /// The given values, of which there are as many as `FRIShape` says.
    public init(
        batchingNonce: Builder.Base, layerCaps: [[Builder.Node]],
        finalPolynomial: [Builder.Cubic], nonce: Builder.Base
    ) {
        self.batchingNonce = batchingNonce
        self.layerCaps = layerCaps
        self.finalPolynomial = finalPolynomial
        self.nonce = nonce
    }
}

extension FRIProof {
    /// The values of the proof as elements.
    public func values<Hashing: ProofHashing>(
        for builder: NativeVerifierBuilder<Hashing>.Type
    ) -> FRIValues<NativeVerifierBuilder<Hashing>> where Hashing.Tree == Tree {
        FRIValues(
            batchingNonce: batchingNonce, layerCaps: layerCaps, finalPolynomial: finalPolynomial,
            nonce: nonce)
    }
}
