extension VerifierProgram {
    /// The name of a value of the statement or of the proof.
    public enum Advice: Hashable, Sendable {
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
        /// The commitment.
        public let commitment: Int
        /// Tables of one height.
        public let tables: [Int]
        /// The query.
        public let query: Int

        /// The row of tables of a commitment.
        public init(commitment: Int, tables: [Int], query: Int) {
            self.commitment = commitment
            self.tables = tables
            self.query = query
        }
    }

    /// The sibling of a node on the path of a query in a commitment.
    public struct Sibling: Hashable, Sendable {
        /// The commitment.
        public let commitment: Int
        /// The level, 0 for leaves.
        public let level: Int
        /// The query.
        public let query: Int
    }
}
