#if !hasFeature(Embedded)
    /// A part of the work of an opening; parts follow each other in this order, each once.
    public enum OpeningStage: String, Sendable, CaseIterable {
        /// Values of all columns at the points.
        case evaluation
        /// Work on the batching challenge, and the quotients of one height as one codeword.
        case combination
        /// Codewords folded and committed to.
        case folding
        /// The proof of work before the query indices are drawn.
        case grinding
        /// Rows and paths of the queries.
        case queries
    }

    /// That a part of the prover's work begins or has ended.
    public enum StageEvent<Stage: Sendable>: Sendable {
        /// The part begins.
        case began(Stage)
        /// The part is done.
        case ended(Stage)
    }
#endif
