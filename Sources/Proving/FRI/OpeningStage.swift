#if !hasFeature(Embedded)
    /// A part of the work of an opening; parts run once each, in this order.
    public enum OpeningStage: String, Sendable, CaseIterable {
        /// Values of all columns at the points.
        case evaluation
        /// Proof of work before the batching challenge, and one codeword for each height.
        case combination
        /// Codewords folded and committed to.
        case folding
        /// The proof of work before the query indices are drawn.
        case grinding
        /// Rows and paths of the queries.
        case queries
    }

    /// Beginning or end of a part of the prover's work.
    public enum StageEvent<Stage: Sendable>: Sendable {
        /// The part begins.
        case began(Stage)
        /// The part is done.
        case ended(Stage)
    }
#endif
