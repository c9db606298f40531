public import Fields

#if !hasFeature(Embedded)
    import Polynomials
#endif

/// The rows of all tables of a commitment that belong to some leaves, with the nodes that connect
/// them to the cap.
///
/// Every row is there once, and every node that does not follow from others. As Octopus, algorithm 1
/// in Aumasson and Endignoux, "Improving Stateless Hash-Based Signatures", CT-RSA 2018.
public struct SharedOpening<Hasher: TreeHasher>: Sendable, Equatable {
    /// For each table, in the order of the shape, its rows in ascending order.
    public var rows: [[[Goldilocks]]]
    /// The siblings that no opened leaf is under: level by level from the leaves, ascending.
    public var nodes: [Hasher.Node]

    /// An opening of the given rows.
    public init(rows: [[[Goldilocks]]], nodes: [Hasher.Node]) {
        self.rows = rows
        self.nodes = nodes
    }

    /// Checks that the rows are those of the leaves under the cap.
    ///
    /// Never traps, whatever the opening.
    public func verify(
        leaves: LeafSet, cap: [Hasher.Node], shape: CommitmentShape
    ) throws(CommitmentError) {
        guard cap.count == shape.capCount else {
            throw .capCount(expected: shape.capCount, actual: cap.count)
        }
        try checkForm(leaves, shape)
        guard let top = levels(leaves, shape).last else { return }
        for (index, node) in zip(top.indices.leaves, top.nodes) where cap[index] != node {
            throw .capMismatch(node: index)
        }
    }

    private func checkForm(
        _ leaves: LeafSet, _ shape: CommitmentShape
    ) throws(CommitmentError) {
        let leafCount = 1 << shape.treeHeightLog2
        for leaf in leaves.leaves where leaf < 0 || leaf >= leafCount {
            throw .leafOutOfRange(index: leaf, count: leafCount)
        }
        guard rows.count == shape.widths.count else {
            throw .tableCount(expected: shape.widths.count, actual: rows.count)
        }
        for (table, rows) in rows.enumerated() {
            let expected = shape.rows(of: table, leaves: leaves).count
            guard rows.count == expected else {
                throw .rowCount(table: table, expected: expected, actual: rows.count)
            }
            for row in rows where row.count != shape.widths[table] {
                throw .rowLength(table: table, expected: shape.widths[table], actual: row.count)
            }
        }
        let expected = leaves.siblingCount(levels: shape.pathCount)
        guard nodes.count == expected else {
            throw .nodeCount(expected: expected, actual: nodes.count)
        }
    }
}

extension SharedOpening {
    /// Nodes of one level: those above opened leaves.
    private struct Level {
        var indices: LeafSet
        var nodes: [Hasher.Node]
        /// The sibling of each node.
        var siblings: [Hasher.Node] = []
    }

    /// The levels from the leaves to the cap; the form has been checked.
    private func levels(_ leaves: LeafSet, _ shape: CommitmentShape) -> [Level] {
        var unused = nodes[...]
        var level = Level(
            indices: leaves, nodes: digests(shape.tables(heightLog2: shape.treeHeightLog2)))
        var levels = [Level]()
        for height in (shape.capLog2..<shape.treeHeightLog2).reversed() {
            let pairs = join(&level, &unused)
            levels.append(level)
            level = Level(indices: level.indices.ancestors(1), nodes: Self.parents(pairs))
            let joining = shape.tables(heightLog2: height)
            if !joining.isEmpty {
                level.nodes = Self.parents(
                    zip(level.nodes, digests(joining)).flatMap { [$0, $1] })
            }
        }
        levels.append(level)
        return levels
    }

    /// Finds the sibling of each node; the result are all pairs, one after the other.
    private func join(
        _ level: inout Level, _ unused: inout ArraySlice<Hasher.Node>
    ) -> [Hasher.Node] {
        let indices = level.indices.leaves
        var pairs = [Hasher.Node]()
        for (place, index) in indices.enumerated() {
            let isRight = index & 1 == 1
            let neighbour = isRight ? place - 1 : place + 1
            let isThere = indices.indices.contains(neighbour) && indices[neighbour] == index ^ 1
            let node = level.nodes[place]
            let sibling = isThere ? level.nodes[neighbour] : unused.removeFirst()
            level.siblings.append(sibling)
            // A pair of two opened nodes is there once.
            if isThere && isRight { continue }
            pairs += isRight ? [sibling, node] : [node, sibling]
        }
        return pairs
    }

    /// Digests of the joined rows of tables of one height.
    private func digests(_ tables: [Int]) -> [Hasher.Node] {
        let count = rows[tables[0]].count
        let joined = (0..<count).map { row in tables.flatMap { rows[$0][row] } }
        #if hasFeature(Embedded)
            return joined.map { Hasher.hashRow($0) }
        #else
            guard let last = joined.last else { return [] }
            // Vectors take eight rows; the last one is repeated to fill them.
            let filled = joined + [[Goldilocks]](repeating: last, count: (8 - count % 8) % 8)
            let table = Matrix(width: last.count, elements: filled.flatMap { $0 })
            return Array(Hasher.hashRows(0..<filled.count, of: [table]).prefix(count))
        #endif
    }

    private static func parents(_ pairs: [Hasher.Node]) -> [Hasher.Node] {
        #if hasFeature(Embedded)
            return stride(from: 0, to: pairs.count, by: 2).map {
                Hasher.compress(pairs[$0], pairs[$0 + 1])
            }
        #else
            return Hasher.compressPairs(pairs[...])
        #endif
    }
}

extension SharedOpening {
    /// The opening of each leaf by itself, with its whole path, as a circuit reads it.
    ///
    /// Throws on rows or nodes of another form; whether they are those under a cap is not checked.
    public func rowOpenings(
        leaves: LeafSet, shape: CommitmentShape
    ) throws(CommitmentError) -> [RowOpening<Hasher>] {
        try checkForm(leaves, shape)
        let levels = levels(leaves, shape)
        let tables = rows.indices.map { shape.rows(of: $0, leaves: leaves) }
        return leaves.leaves.map { leaf in
            RowOpening(
                rows: rows.indices.map { table in
                    let row = tables[table].place(of: shape.row(of: table, leaf: leaf))
                    return row.map { rows[table][$0] } ?? []
                },
                path: levels.dropLast().enumerated().compactMap { height, level in
                    level.indices.place(of: leaf >> height).map { level.siblings[$0] }
                })
        }
    }
}
