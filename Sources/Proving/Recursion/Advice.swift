extension VerifierProgram {
    /// The name of a cell that no operation computes.
    public enum Advice: Hashable, Sendable {
        /// A cell of the caller's (`ProgramAdvice.cells`), by its number.
        case cell(Int)
        /// A value of one of the proofs that are verified, or of its statement.
        case value(ProofValue, proof: Int)
    }

    /// The name of a value of a statement or of a proof.
    public enum ProofValue: Hashable, Sendable {
        /// An element of the identity of the key.
        case identity(Int)
        /// A node of the commitment to the fixed columns.
        case fixedCap(Int)
        /// A public value of a chip.
        case publicValue(chip: Int, Int)
        /// An element of a message of the statement.
        case message(Int, Int)
        /// A node of the commitment to the main columns.
        case mainCap(Int)
        /// A node of the commitment to the bus columns.
        case busCap(Int)
        /// A node of the commitment to the quotient.
        case quotientCap(Int)
        /// The terminal sum of a chip with bus traffic.
        case terminalSum(Int)
        /// A column at a point, of a chip counted among those with rows.
        case column(chip: Int, Columns, Int)
        /// A column of a part of the quotient at the point.
        case quotient(part: Int, Int)
        /// The proof of work before the batching challenge.
        case batchingNonce
        /// A node of the commitment to a folded codeword.
        case layerCap(layer: Int, Int)
        /// A coefficient of the final polynomial.
        case finalCoefficient(Int)
        /// The proof of work before the query indices.
        case nonce
    }

    /// Columns of a chip that are opened together.
    public enum Columns: Hashable, Sendable {
        /// Fixed columns.
        case fixed
        /// Main columns.
        case main
        /// Main columns one row further.
        case mainNext
        /// Bus columns.
        case bus
        /// Bus columns one row further.
        case busNext
    }

    /// The row of some tables of a commitment that a query opens, one after the other.
    ///
    /// Commitments count in the order of opening, the folded codewords last.
    public struct Row: Hashable, Sendable {
        /// The proof.
        public let proof: Int
        /// The commitment.
        public let commitment: Int
        /// Tables of one height.
        public let tables: [Int]
        /// The query.
        public let query: Int

        /// The row of tables of a commitment.
        public init(proof: Int, commitment: Int, tables: [Int], query: Int) {
            self.proof = proof
            self.commitment = commitment
            self.tables = tables
            self.query = query
        }
    }

    /// The sibling of a node on a path.
    public enum Sibling: Hashable, Sendable {
        /// On the path of a query in a commitment of a proof; leaves have level 0.
        case row(proof: Int, commitment: Int, query: Int, level: Int)
        /// On a path of the caller's (`ProgramAdvice.paths`), by its number; leaves have level 0.
        case path(Int, level: Int)
    }
}
