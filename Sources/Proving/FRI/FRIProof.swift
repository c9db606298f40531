public import Commitments
public import Fields

/// A proof of claims about committed tables.
///
/// It also proves that the tables are close to polynomials.
public struct FRIProof<Tree: TreeHasher>: Sendable, Equatable {
    /// The proof of work before the batching challenge is drawn.
    public var batchingNonce: Goldilocks
    /// The commitment to each folded codeword, the longest first.
    public var layerCaps: [[Tree.Node]]
    /// Coefficients of the last codeword, the constant first.
    public var finalPolynomial: [CubicExtension]
    /// The proof of work before the query indices are drawn.
    public var nonce: Goldilocks
    /// Openings of each query.
    public var queries: [Query]

    /// The openings of one query.
    public struct Query: Sendable, Equatable {
        /// The rows of each commitment.
        public var batches: [RowOpening<Tree>]
        /// The row of each folded codeword: the values folded into one, three elements each.
        public var layers: [RowOpening<Tree>]

        /// Openings of one query.
        public init(batches: [RowOpening<Tree>], layers: [RowOpening<Tree>]) {
            self.batches = batches
            self.layers = layers
        }
    }

    /// A proof of the given parts.
    public init(
        batchingNonce: Goldilocks, layerCaps: [[Tree.Node]], finalPolynomial: [CubicExtension],
        nonce: Goldilocks, queries: [Query]
    ) {
        self.batchingNonce = batchingNonce
        self.layerCaps = layerCaps
        self.finalPolynomial = finalPolynomial
        self.nonce = nonce
        self.queries = queries
    }
}
