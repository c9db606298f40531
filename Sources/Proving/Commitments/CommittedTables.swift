#if !hasFeature(Embedded)
    public import Parallel
    public import Polynomials

    /// Tables with the tree over their rows: the prover's side of a commitment.
    public struct CommittedTables<Hasher: TreeHasher>: Sendable {
        /// The tables, in the order of the shape.
        public let tables: [Matrix]
        /// Heights, widths and cap.
        public let shape: CommitmentShape
        /// Nodes by level, leaves first, the cap last.
        private let levels: [[Hasher.Node]]

        /// Commits to tables whose heights are powers of two.
        public init(_ tables: [Matrix], capLog2: Int, workers: Workers) {
            let heights = tables.map { exactLog2($0.height) ?? -1 }
            guard
                let shape = CommitmentShape(
                    heightsLog2: heights, widths: tables.map(\.width), capLog2: capLog2)
            else { preconditionFailure("tables without a shape: heights must be powers of two") }
            self.tables = tables
            self.shape = shape
            var nodes = Self.rowDigests(
                shape.tables(heightLog2: shape.treeHeightLog2).map { tables[$0] }, workers)
            var levels = [nodes]
            for level in 0..<shape.pathCount {
                let joining = shape.tables(heightLog2: shape.treeHeightLog2 - level - 1)
                nodes = Self.parents(nodes, joinedBy: joining.map { tables[$0] }, workers)
                levels.append(nodes)
            }
            self.levels = levels
        }

        /// Nodes of the uppermost level, which are the commitment.
        public var cap: [Hasher.Node] { levels[levels.count - 1] }

        /// Opens the rows that belong to some leaves, with the nodes that connect them to the cap.
        public func open(_ leaves: LeafSet) -> SharedOpening<Hasher> {
            var (nodes, opened) = ([Hasher.Node](), leaves)
            for level in levels.dropLast() {
                nodes += opened.missingSiblings.map { level[$0] }
                opened = opened.ancestors(1)
            }
            return SharedOpening(
                rows: tables.indices.map { table in
                    shape.rows(of: table, leaves: leaves).leaves.map {
                        Array(tables[table].row($0))
                    }
                },
                nodes: nodes)
        }

        /// Opens the rows that belong to a leaf, with the path.
        public func open(leaf: Int) -> RowOpening<Hasher> {
            precondition(leaf >= 0 && leaf < 1 << shape.treeHeightLog2)
            return RowOpening(
                rows: tables.indices.map {
                    Array(tables[$0].row(shape.row(of: $0, leaf: leaf)))
                },
                path: (0..<shape.pathCount).map { levels[$0][leaf >> $0 ^ 1] })
        }

        /// Rows in one piece of work; a multiple of eight.
        private static var chunkSize: Int { 1 << 8 }

        private static func rowDigests(_ tables: [Matrix], _ workers: Workers) -> [Hasher.Node] {
            workers.fill(tables[0].height, chunkSize: chunkSize) { rows, target in
                _ = target.initialize(fromContentsOf: Hasher.hashRows(rows, of: tables))
            }
        }

        /// The next level: parents of neighbours, joined by row digests of `tables` if there are
        /// some.
        private static func parents(
            _ nodes: [Hasher.Node], joinedBy tables: [Matrix], _ workers: Workers
        ) -> [Hasher.Node] {
            workers.fill(nodes.count / 2, chunkSize: chunkSize) { range, target in
                var parents = Hasher.compressPairs(
                    nodes[2 * range.lowerBound..<2 * range.upperBound])
                if !tables.isEmpty {
                    let rows = Hasher.hashRows(range, of: tables)
                    parents = Hasher.compressPairs(interleave(parents, rows)[...])
                }
                _ = target.initialize(fromContentsOf: parents)
            }
        }

        private static func interleave(
            _ left: [Hasher.Node], _ right: [Hasher.Node]
        ) -> [Hasher.Node] {
            var result = [Hasher.Node]()
            result.reserveCapacity(2 * left.count)
            for index in left.indices {
                result.append(left[index])
                result.append(right[index])
            }
            return result
        }
    }
#endif
