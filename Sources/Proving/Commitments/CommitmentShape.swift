/// Heights and widths of the tables of a commitment, known to prover and verifier before any hash.
///
/// Tables of the greatest height are hashed row by row into the leaves. A shorter table joins at
/// the level with as many nodes as it has rows: there a node is the compression of the parent of
/// its children and the digest of that row. The shape says at which levels this happens, so one
/// root has one meaning for a given shape, and row digests (sponge) never serve as nodes of
/// another level. A row index of the tree, cut to its upper bits, is the row of a shorter table.
public struct CommitmentShape: Sendable, Equatable {
    /// Logarithm of the height of each table.
    public let heightsLog2: [Int]
    /// Number of columns of each table.
    public let widths: [Int]
    /// Logarithm of the number of nodes of the cap: the commitment is this level, not the root.
    public let capLog2: Int

    /// Greatest logarithm of a height.
    public static let heightLog2Limit = 32
    /// Greatest number of columns of a table.
    public static let widthLimit = 1 << 16

    /// The shape of the given tables, or `nil` when there is none or one passes the limits.
    ///
    /// The cap has at most 2^`capLog2` nodes, and no more than the lowest table has rows.
    public init?(heightsLog2: [Int], widths: [Int], capLog2: Int) {
        guard let lowest = heightsLog2.min(), let highest = heightsLog2.max() else { return nil }
        guard heightsLog2.count == widths.count, capLog2 >= 0, lowest >= 0 else { return nil }
        guard highest <= Self.heightLog2Limit else { return nil }
        for width in widths where width < 1 || width > Self.widthLimit { return nil }
        self.heightsLog2 = heightsLog2
        self.widths = widths
        self.capLog2 = min(capLog2, lowest)
    }

    /// Logarithm of the number of leaves.
    public var treeHeightLog2: Int { heightsLog2.max() ?? 0 }

    /// Number of nodes of the cap.
    public var capCount: Int { 1 << capLog2 }

    /// Number of siblings on a path from a leaf to the cap.
    public var pathCount: Int { treeHeightLog2 - capLog2 }

    /// The row of a table that belongs to a leaf.
    public func row(of table: Int, leaf: Int) -> Int {
        leaf >> (treeHeightLog2 - heightsLog2[table])
    }

    /// The rows of a table that belong to some leaves.
    public func rows(of table: Int, leaves: LeafSet) -> LeafSet {
        leaves.ancestors(treeHeightLog2 - heightsLog2[table])
    }

    /// The node of the cap above a leaf, by operations on nodes.
    ///
    /// `digest` hashes the joined rows of tables of one height, `ascend` compresses a node of a
    /// level, 0 for leaves, with its sibling, `join` a node with the digest of rows that join there.
    public func capNode<Node>(
        digest: (_ tables: [Int]) -> Node, ascend: (_ node: Node, _ level: Int) -> Node,
        join: (_ node: Node, _ digest: Node) -> Node
    ) -> Node {
        var node = digest(tables(heightLog2: treeHeightLog2))
        for level in 0..<pathCount {
            node = ascend(node, level)
            let joining = tables(heightLog2: treeHeightLog2 - level - 1)
            if !joining.isEmpty { node = join(node, digest(joining)) }
        }
        return node
    }

    /// The tables with a height.
    func tables(heightLog2: Int) -> [Int] {
        heightsLog2.indices.filter { heightsLog2[$0] == heightLog2 }
    }
}
