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
    /// The row of the longest codeword that each query opens, as the transcript gives them.
    public var queryIndices: [Int]
    /// The rows of each commitment that queries open.
    public var batches: [SharedOpening<Tree>]
    /// The rows of each folded codeword: the values folded into one, three elements each.
    public var layers: [SharedOpening<Tree>]

    /// A proof of the given parts.
    public init(
        batchingNonce: Goldilocks, layerCaps: [[Tree.Node]], finalPolynomial: [CubicExtension],
        nonce: Goldilocks, queryIndices: [Int], batches: [SharedOpening<Tree>],
        layers: [SharedOpening<Tree>]
    ) {
        self.batchingNonce = batchingNonce
        self.layerCaps = layerCaps
        self.finalPolynomial = finalPolynomial
        self.nonce = nonce
        self.queryIndices = queryIndices
        self.batches = batches
        self.layers = layers
    }
}
