public import Bytes
public import Fields

#if !hasFeature(Embedded)
    public import Polynomials
#endif

/// The hash function of a Merkle tree over rows of field elements.
public protocol TreeHasher: Sendable {
    /// A node of the tree.
    associatedtype Node: Equatable & Sendable

    /// The digest of a row; rows of different lengths never share an input.
    static func hashRow(_ row: [Goldilocks]) -> Node

    /// The parent of two nodes.
    static func compress(_ left: Node, _ right: Node) -> Node

    /// The length of an encoded node.
    static var nodeByteCount: Int { get }

    /// Appends the one encoding of a node.
    static func write(_ node: Node, to writer: inout ByteWriter)

    /// Reads a node, refusing any other encoding of it.
    static func readNode(from reader: inout ByteReader) throws(DecodingError) -> Node

    #if !hasFeature(Embedded)
        /// The digests of some rows of tables of one height: the row of the first table
        /// followed by those of the others.
        static func hashRows(_ rows: Range<Int>, of tables: [Matrix]) -> [Node]

        /// The parents of neighbours: an even number of nodes to half as many.
        static func compressPairs(_ nodes: ArraySlice<Node>) -> [Node]
    #endif
}

#if !hasFeature(Embedded)
    extension TreeHasher {
        /// Hashes row after row.
        public static func hashRows(_ rows: Range<Int>, of tables: [Matrix]) -> [Node] {
            rows.map { row in hashRow(tables.flatMap { $0.row(row) }) }
        }

        /// Compresses pair after pair.
        public static func compressPairs(_ nodes: ArraySlice<Node>) -> [Node] {
            stride(from: nodes.startIndex, to: nodes.endIndex, by: 2).map {
                compress(nodes[$0], nodes[$0 + 1])
            }
        }
    }
#endif
