public import Commitments

/// Reasons to refuse a FRI proof.
public enum FRIError: Error, Equatable {
    /// There is nothing to prove.
    case noTables
    /// A batch has claims about more or fewer tables than its shape.
    case tableCount(batch: Int, expected: Int, actual: Int)
    /// A table is lower than the blow-up, so it extends nothing, or higher than the field allows.
    case tableHeight(batch: Int, heightLog2: Int)
    /// A claim has more or fewer values than it opens columns.
    case valueCount(batch: Int, table: Int, expected: Int, actual: Int)
    /// A table is opened with all its columns at no point, so its columns need not be polynomials.
    case unopenedTable(batch: Int, table: Int)
    /// A claim opens a column that the table does not have.
    case columnRange(batch: Int, table: Int)
    /// A claim names columns twice or not in ascending order.
    case columnOrder(batch: Int, table: Int)
    /// Two claims about a table are for the same point.
    case repeatedPoint(batch: Int, table: Int)
    /// A claim is about a point of the domain.
    case pointInDomain(batch: Int, table: Int)
    /// There are more or fewer folded codewords than the heights ask for.
    case layerCount(expected: Int, actual: Int)
    /// The cap of a folded codeword has a wrong size.
    case layerCap(layer: Int, expected: Int, actual: Int)
    /// The final polynomial has more or fewer coefficients.
    case finalCount(expected: Int, actual: Int)
    /// The nonce before the batching challenge is not a proof of work.
    case batchingNonce
    /// The nonce before the query indices is not a proof of work.
    case nonce
    /// The proof has more or fewer queries.
    case queryCount(expected: Int, actual: Int)
    /// More or fewer commitments are opened.
    case batchCount(expected: Int, actual: Int)
    /// More or fewer folded codewords are opened.
    case layerOpeningCount(expected: Int, actual: Int)
    /// The query indices are not those of the transcript.
    case queryIndices
    /// Rows of a commitment are not those under its cap.
    case batchOpening(batch: Int, CommitmentError)
    /// Rows of a folded codeword are not those under its cap.
    case layerOpening(layer: Int, CommitmentError)
    /// A folded codeword does not continue the one before.
    case foldMismatch(query: Int, layer: Int)
    /// The last codeword is not the final polynomial.
    case finalMismatch(query: Int)
}
