#if !hasFeature(Embedded)
    import CKernels
    public import Fields

    /// Transforms polynomials of one size between coefficients and values, in natural order.
    ///
    /// Bailey's six-step method (1990) on a table of n1 rows and n2 columns: columns are
    /// transformed eight at a time, multiplied by twiddles, then rows eight at a time.
    public struct PolynomialTransform: Sendable {
        /// The logarithm of the number of coefficients.
        public let sizeLog2: Int

        private let level: VectorLevel
        private let columns: ColumnTransform
        private let rows: ColumnTransform
        /// Twiddles w^(i * j) in the order in which columns leave their strips.
        private let twiddles: [Goldilocks]

        /// A transform of 2^`sizeLog2` elements.
        public init(sizeLog2: Int, level: VectorLevel = .best) {
            precondition((0...Goldilocks.twoAdicity).contains(sizeLog2))
            self.sizeLog2 = sizeLog2
            self.level = level
            let rowLog2 = sizeLog2 / 2
            rows = ColumnTransform(rowCountLog2: rowLog2, level: level)
            columns = ColumnTransform(rowCountLog2: sizeLog2 - rowLog2, level: level)
            twiddles = rowLog2 < 3 ? [] : Self.twiddles(columns: columns, count: 1 << rowLog2)
        }

        /// The values at the powers of the root of unity of order 2^`sizeLog2`.
        public func evaluate(_ coefficients: [Goldilocks]) -> [Goldilocks] {
            precondition(coefficients.count == 1 << sizeLog2)
            guard !twiddles.isEmpty else { return evaluateSmall(coefficients) }
            let middle = Matrix(height: columns.rowCount, width: rows.rowCount) { target in
                target.withWords { transformColumns(coefficients, into: $0) }
            }
            return Matrix(height: rows.rowCount, width: columns.rowCount) { target in
                target.withWords { transformRows(middle.elements, into: $0) }
            }.elements
        }

        /// The coefficients of the polynomial with the given values.
        public func interpolate(_ values: [Goldilocks]) -> [Goldilocks] {
            // Values at inverse powers are those at powers, read backwards from the second on.
            var result = evaluate(values)
            let scale = Goldilocks(reducing: 1 << UInt64(sizeLog2)).inverseOrZero
            for index in result.indices { result[index] *= scale }
            result[1...].reverse()
            return result
        }

        private func transformColumns(
            _ source: [Goldilocks], into target: UnsafeMutablePointer<UInt64>
        ) {
            withWords(source) { source in
                withWords(twiddles) { twiddles in
                    ColumnStrips.forEachGroup(rows: columns.rowCount, width: rows.rowCount) {
                        let strips = $0[0]
                        strips.gather(source, stride: rows.rowCount)
                        var place = twiddles + strips.columns.lowerBound * columns.rowCount
                        for strip in strips.all {
                            let words = strips.words + strip
                            columns.toReversed(words, inverse: false)
                            ckernels_multiply(
                                columns.level, words, words, place, 8 * columns.rowCount)
                            place += 8 * columns.rowCount
                        }
                        strips.scatter(target, stride: rows.rowCount, order: columns.reversal)
                    }
                }
            }
        }

        private func transformRows(
            _ source: [Goldilocks], into target: UnsafeMutablePointer<UInt64>
        ) {
            withWords(source) { source in
                ColumnStrips.forEachGroup(rows: rows.rowCount, width: columns.rowCount) {
                    let strips = $0[0]
                    var place = source + strips.columns.lowerBound * rows.rowCount
                    for strip in strips.all {
                        ckernels_gather_lists(
                            strips.words + strip, place, rows.rowCount, rows.rowCount)
                        rows.toReversed(strips.words + strip, inverse: false)
                        place += 8 * rows.rowCount
                    }
                    strips.scatter(target, stride: columns.rowCount, order: rows.reversal)
                }
            }
        }

        /// Evaluates a polynomial in one lane of one strip; the other lanes are unused.
        private func evaluateSmall(_ coefficients: [Goldilocks]) -> [Goldilocks] {
            let whole = ColumnTransform(rowCountLog2: sizeLog2, level: level)
            return Matrix(height: whole.rowCount, width: 1) { target in
                target.withWords { target in
                    withWords(coefficients) { source in
                        ColumnStrips.forEachGroup(rows: whole.rowCount, width: 1) { groups in
                            groups[0].gather(source, stride: 1)
                            whole.toReversed(groups[0].words, inverse: false)
                            groups[0].scatter(target, stride: 1, order: whole.reversal)
                        }
                    }
                }
            }.elements
        }

        private static func twiddles(columns: ColumnTransform, count: Int) -> [Goldilocks] {
            let root = Goldilocks.rootOfUnity(
                orderLog2: columns.rowCountLog2 + count.trailingZeroBitCount)
            let bases = root.powers(count)
            var result = [Goldilocks]()
            result.reserveCapacity(count << columns.rowCountLog2)
            for start in stride(from: 0, to: count, by: 8) {
                let lanes = (0..<8).map { bases[start + $0].powers(columns.rowCount) }
                for row in columns.reversal {
                    for lane in 0..<8 { result.append(lanes[lane][Int(row)]) }
                }
            }
            return result
        }
    }
#endif
