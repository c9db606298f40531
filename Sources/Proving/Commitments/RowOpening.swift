public import Fields

/// The rows of all tables of a commitment that belong to one leaf, with the path to the cap.
///
/// What a circuit reads, and the reference of `SharedOpening`, which opens many leaves.
public struct RowOpening<Hasher: TreeHasher>: Sendable, Equatable {
    /// One row for each table, in the order of the shape.
    public var rows: [[Goldilocks]]
    /// The siblings from the leaf upwards.
    public var path: [Hasher.Node]

    /// An opening of the given rows.
    public init(rows: [[Goldilocks]], path: [Hasher.Node]) {
        self.rows = rows
        self.path = path
    }

    /// Checks that the rows are those of a leaf under the cap.
    ///
    /// Never traps, whatever the opening.
    public func verify(
        leaf: Int, cap: [Hasher.Node], shape: CommitmentShape
    ) throws(CommitmentError) {
        let leafCount = 1 << shape.treeHeightLog2
        guard leaf >= 0, leaf < leafCount else {
            throw .leafOutOfRange(index: leaf, count: leafCount)
        }
        guard cap.count == shape.capCount else {
            throw .capCount(expected: shape.capCount, actual: cap.count)
        }
        guard rows.count == shape.widths.count else {
            throw .tableCount(expected: shape.widths.count, actual: rows.count)
        }
        for table in rows.indices where rows[table].count != shape.widths[table] {
            throw .rowLength(
                table: table, expected: shape.widths[table], actual: rows[table].count)
        }
        guard path.count == shape.pathCount else {
            throw .pathCount(expected: shape.pathCount, actual: path.count)
        }
        let node = shape.capNode(
            digest: { Hasher.hashRow(joinedRow($0)) },
            ascend: { node, level in
                let isRight = leaf >> level & 1 == 1
                return isRight
                    ? Hasher.compress(path[level], node) : Hasher.compress(node, path[level])
            },
            join: { Hasher.compress($0, $1) })
        let index = leaf >> path.count
        guard cap[index] == node else { throw .capMismatch(node: index) }
    }

    private func joinedRow(_ tables: [Int]) -> [Goldilocks] {
        var joined = [Goldilocks]()
        for table in tables { joined.append(contentsOf: rows[table]) }
        return joined
    }
}
