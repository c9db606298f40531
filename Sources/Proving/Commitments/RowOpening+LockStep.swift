#if !hasFeature(Embedded)
    import Fields
    import Polynomials

    extension RowOpening {
        /// Whether `verify` accepts every opening under one cap, checked level by level for all.
        ///
        /// Never traps, whatever the openings.
        public static func verifyAll(
            _ openings: [RowOpening], leaves: [Int], cap: [Hasher.Node], shape: CommitmentShape
        ) -> Bool {
            guard openings.count == leaves.count, cap.count == shape.capCount else { return false }
            for (opening, leaf) in zip(openings, leaves) {
                guard leaf >= 0, leaf < 1 << shape.treeHeightLog2, opening.hasForm(of: shape) else {
                    return false
                }
            }
            guard !openings.isEmpty else { return true }
            // Vectors take eight openings; the last one is repeated to fill them.
            let places = (0..<(openings.count + 7) / 8 * 8).map { min($0, openings.count - 1) }
            let openings = places.map { openings[$0] }
            let leaves = places.map { leaves[$0] }
            var nodes = digests(openings, shape.tables(heightLog2: shape.treeHeightLog2))
            for level in 0..<shape.pathCount {
                nodes = parents(openings, leaves, nodes, level)
                let joining = shape.tables(heightLog2: shape.treeHeightLog2 - level - 1)
                if !joining.isEmpty {
                    let rows = digests(openings, joining)
                    nodes = Hasher.compressPairs(
                        nodes.indices.flatMap { [nodes[$0], rows[$0]] }[...])
                }
            }
            return nodes.indices.allSatisfy { cap[leaves[$0] >> shape.pathCount] == nodes[$0] }
        }

        private func hasForm(of shape: CommitmentShape) -> Bool {
            path.count == shape.pathCount && rows.count == shape.widths.count
                && rows.indices.allSatisfy { rows[$0].count == shape.widths[$0] }
        }

        private static func digests(_ openings: [RowOpening], _ tables: [Int]) -> [Hasher.Node] {
            let elements = openings.flatMap { opening in
                tables.flatMap { opening.rows[$0] }
            }
            let rows = Matrix(width: elements.count / openings.count, elements: elements)
            return Hasher.hashRows(0..<openings.count, of: [rows])
        }

        private static func parents(
            _ openings: [RowOpening], _ leaves: [Int], _ nodes: [Hasher.Node], _ level: Int
        ) -> [Hasher.Node] {
            let pairs = nodes.indices.flatMap { index in
                let (node, sibling) = (nodes[index], openings[index].path[level])
                let isRight = leaves[index] >> level & 1 == 1
                return isRight ? [sibling, node] : [node, sibling]
            }
            return Hasher.compressPairs(pairs[...])
        }
    }
#endif
