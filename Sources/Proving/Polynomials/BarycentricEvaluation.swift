#if !hasFeature(Embedded)
    import CKernels
    public import Fields
    public import Parallel

    /// Evaluates the columns of tables at a point outside their domain, from their values alone.
    ///
    /// For values y_i of a polynomial of degree below n at the points x_i = s * w^i,
    /// p(z) = (z^n - s^n) / (n * s^n) * sum y_i * x_i / (z - x_i)
    /// (Berrut and Trefethen, "Barycentric Lagrange Interpolation", 2004, section 4, for roots
    /// of unity). Weights x_i / (z - x_i) are computed for a run of rows at a time and not kept.
    public struct BarycentricEvaluation: Sendable {
        private let point: CubicExtension
        private let points: CosetPoints
        /// (z^n - s^n) / (n * s^n).
        private let factor: CubicExtension

        private static let runLog2 = 9

        /// Evaluation for rows in bit-reversed order over a coset.
        ///
        /// The coset is shift * <w> with 2^`sizeLog2` points; the point must not be one of them.
        public init(sizeLog2: Int, shift: Goldilocks, point: CubicExtension) {
            self.point = point
            points = CosetPoints(sizeLog2: sizeLog2, shift: shift, runLog2: Self.runLog2)
            let shiftPower = shift.squared(times: sizeLog2)
            let divisor = shiftPower * Goldilocks(reducing: 1 << UInt64(sizeLog2))
            factor = (point.squared(times: sizeLog2) - CubicExtension(shiftPower))
                .scaled(by: divisor.inverseOrZero)
        }

        /// The value of each selected column of each table, from its first 2^`sizeLog2` rows.
        public func evaluate(
            _ tables: [ColumnSelection], workers: Workers
        ) -> [[CubicExtension]] {
            let size = 1 << points.sizeLog2
            precondition(tables.allSatisfy { $0.table.height >= size })
            let runLength = 1 << Self.runLog2
            let partial = workers.map((size + runLength - 1) / runLength) { run in
                sums(tables, rows: run * runLength..<min((run + 1) * runLength, size))
            }
            return tables.indices.map { table in
                (0..<tables[table].width).map { column in
                    partial.reduce(into: CubicExtension.zero) {
                        $0 += $1[table][column]
                    } * factor
                }
            }
        }

        /// The sums over each column times the weights of its rows.
        private func sums(_ tables: [ColumnSelection], rows: Range<Int>) -> [[CubicExtension]] {
            let level = VectorLevel.best.code
            let stride = (rows.count + 7) / 8 * 8
            var weights = CubicFractions.weights(
                of: points.run(rows), point: point, stride: stride)
            weights.divide()
            return tables.map { table in
                [Goldilocks](unsafeUninitializedCapacity: 3 * table.width) { buffer, initialized in
                    buffer.withWords { totals in
                        withWords(weights.lists) { lists in
                            table.withRows(rows) { words in
                                ckernels_combine_rows(
                                    level, totals, words, table.width, rows.count, lists, stride)
                            }
                        }
                    }
                    initialized = 3 * table.width
                }.cubics
            }
        }
    }

    extension [Goldilocks] {
        /// Elements of the extension from three coefficients each.
        fileprivate var cubics: [CubicExtension] {
            Swift.stride(from: 0, to: count, by: 3).map {
                CubicExtension(self[$0], self[$0 + 1], self[$0 + 2])
            }
        }
    }
#endif
