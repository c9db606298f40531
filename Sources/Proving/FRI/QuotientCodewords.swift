#if !hasFeature(Embedded)
    import CKernels
    import Commitments
    import Fields
    import Parallel
    import Polynomials

    /// The combined quotients of all claims on their whole domains: the codewords to be folded.
    struct QuotientCodewords {
        /// The codeword of each height by logarithm, bit-reversed, three elements a value.
        ///
        /// Empty for a height without a table.
        private(set) var bySizeLog2: [[Goldilocks]]

        private static let runLog2 = 9

        init<Tree: TreeHasher>(
            _ batches: [OpeningBatch<Tree>], _ claims: [BatchClaim<Tree>],
            batching: CubicExtension, shift: Goldilocks, workers: Workers
        ) {
            var points = [CubicExtension]()
            for claim in claims.lazy.flatMap(\.tables).joined()
            where !points.contains(claim.opened.point) {
                points.append(claim.opened.point)
            }
            let exponents = BatchingExponents(
                claims.map { claim in
                    let tables = claim.tables.map { table in
                        table.map { claim in
                            (points.firstIndex(of: claim.opened.point) ?? 0, claim.opened.columns)
                        }
                    }
                    return (claim.shape, tables)
                })
            let levels = CommitmentShape.heightLog2Limit + 1
            var heights = [Height](repeating: Height(), count: levels)
            for run in exponents.runs {
                heights[run.heightLog2].add(
                    run, tables: batches[run.commitment].committed.tables,
                    claims[run.commitment], at: points[run.point], batching)
            }
            bySizeLog2 = heights.enumerated().map { sizeLog2, height in
                guard !height.tables.isEmpty else { return [] }
                let points = CosetPoints(
                    sizeLog2: sizeLog2, shift: shift, runLog2: Self.runLog2)
                return workers.fill(3 << sizeLog2, chunkSize: 3 << Self.runLog2) { range, target in
                    height.write(
                        rows: range.lowerBound / 3..<range.upperBound / 3, points, into: target)
                }
            }
        }
    }

    /// The tables of one height and the points at which they are opened.
    private struct Height {
        /// Columns of a table that are opened together, with the weight of each of their claims.
        struct Table {
            let commitment: Int
            let number: Int
            let selection: ColumnSelection
            /// For w columns the power w - 1 - i of the challenge for column i, three elements
            /// each.
            let powers: [Goldilocks]
            /// Index of the point, and the power with which the claim enters.
            var weights: [(point: Int, weight: CubicExtension)] = []
        }

        private(set) var tables: [Table] = []
        private var points: [CubicExtension] = []
        /// For each point the sum of all claimed values with their weights.
        private var values: [CubicExtension] = []

        /// Adds the tables of a run with their claims.
        ///
        /// Claims of the same columns share one combination of the rows.
        mutating func add(
            _ run: BatchingExponents.Run, tables matrices: [Matrix],
            _ claim: BatchClaim<some TreeHasher>, at point: CubicExtension,
            _ batching: CubicExtension
        ) {
            let point = number(of: point)
            var end = run.firstExponent + run.row.weightCount
            for (index, table) in run.row.tables.enumerated() {
                let width = run.row.widths[index]
                end -= width
                guard let number = run.claims[index] else { continue }
                let values = claim.tables[table][number].values
                let columns = run.row.columns[index]
                let powers = batching.powers(width)
                let weights = (columns ?? Array(0..<width)).map { powers[width - 1 - $0] }
                let weight = batching.power(end)
                let sum = zip(weights, values).reduce(CubicExtension.zero) { $0 + $1.0 * $1.1 }
                self.values[point] += weight * sum
                let known = tables.firstIndex {
                    $0.commitment == run.commitment && $0.number == table
                        && $0.selection.columns == columns
                }
                if known == nil {
                    tables.append(
                        Table(
                            commitment: run.commitment, number: table,
                            selection: ColumnSelection(of: matrices[table], columns: columns),
                            powers: weights.flatMap { [$0.c0, $0.c1, $0.c2] }))
                }
                tables[known ?? tables.count - 1].weights.append((point, weight))
            }
        }

        private mutating func number(of point: CubicExtension) -> Int {
            if let known = points.firstIndex(of: point) { return known }
            points.append(point)
            values.append(.zero)
            return points.count - 1
        }

        /// Writes the sum over all points z of (values at z - rows) / (z - x), with their weights.
        func write(
            rows: Range<Int>, _ domain: CosetPoints,
            into target: UnsafeMutableBufferPointer<Goldilocks>
        ) {
            let stride = (rows.count + 7) / 8 * 8
            let fractions = fractions(rows, domain.run(rows), stride)
            fractions.lists.withUnsafeBufferPointer { lists in
                for row in 0..<rows.count {
                    for part in 0..<3 {
                        var sum = Goldilocks.zero
                        for point in points.indices {
                            sum += lists[(6 * point + part) * stride + row]
                        }
                        target.initializeElement(at: 3 * row + part, to: sum)
                    }
                }
            }
        }

        private func fractions(
            _ rows: Range<Int>, _ domain: [Goldilocks], _ stride: Int
        ) -> CubicFractions {
            var lists = [Goldilocks](repeating: .zero, count: 6 * stride * points.count)
            for (index, point) in points.enumerated() {
                let start = 6 * index * stride
                CubicFractions.writeDistances(
                    from: point, to: domain, into: &lists, at: start + 3 * stride, stride)
                for row in 0..<stride {
                    lists[start + row] = values[index].c0
                    lists[start + stride + row] = values[index].c1
                    lists[start + 2 * stride + row] = values[index].c2
                }
            }
            for table in tables { table.subtract(rows, from: &lists, stride) }
            var fractions = CubicFractions(lists: lists, stride: stride)
            fractions.divide()
            return fractions
        }
    }

    extension Height.Table {
        /// Subtracts the weighted rows from the numerators.
        fileprivate func subtract(
            _ rows: Range<Int>, from lists: inout [Goldilocks], _ stride: Int
        ) {
            let level = VectorLevel.best.code
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 3 * stride) { memory in
                guard let combined = memory.baseAddress else { return }
                powers.withCanonicalWords { powers in
                    selection.withRows(rows) { words in
                        ckernels_combine_columns(
                            level, combined, stride, words, selection.width, rows.count, powers)
                    }
                }
                lists.withMutableCanonicalWords { lists in
                    for (point, weight) in weights {
                        [weight.c0, weight.c1, weight.c2].withCanonicalWords { factor in
                            ckernels_subtract_scaled_cubic(
                                level, lists + 6 * point * stride, combined, factor, stride)
                        }
                    }
                }
            }
        }
    }

    extension [Goldilocks] {
        /// Passes the canonical integers to a function; an element is stored as that word alone.
        fileprivate func withCanonicalWords(_ body: (UnsafePointer<UInt64>) -> Void) {
            withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                body(base.assumingMemoryBound(to: UInt64.self))
            }
        }

        /// Passes the canonical integers for writing; words written must be below the modulus.
        fileprivate mutating func withMutableCanonicalWords(
            _ body: (UnsafeMutablePointer<UInt64>) -> Void
        ) {
            withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                body(base.assumingMemoryBound(to: UInt64.self))
            }
        }
    }
#endif
