#if !hasFeature(Embedded)
    public import Fields
    public import Parallel

    /// Evaluates the columns of a trace on a larger domain.
    ///
    /// The trace has 2^k rows in natural order: row i belongs to w^i, w a root of unity of order
    /// 2^k. The extension has 2^(k + b) rows in bit-reversed order: row i belongs to
    /// shift * v^r, v of order 2^(k + b) and r the reversal of i in k + b bits. So its first 2^k
    /// rows are the coset shift * <w>, and rows 2i and 2i + 1 belong to x and -x.
    ///
    /// Bailey's four-step transform (1990), inverse and forward joined: whole rows are read into
    /// strips of about the square root of the height, so that every pass but three stays in the
    /// cache. A 2^18 x 64 trace at blow-up 2 takes about 17 ns for each of its cells on one core
    /// with AVX-512 (33 ns before: eight columns at a time, small pages, a fourth root by
    /// multiplication).
    public struct LowDegreeExtension: Sendable {
        /// The logarithm of the height of the trace.
        public let heightLog2: Int
        /// The logarithm of the blow-up.
        public let blowupLog2: Int
        /// The factor between the trace domain and the first coset.
        public let shift: Goldilocks

        let outer: ColumnTransform
        let inner: ColumnTransform

        /// An extension from 2^`heightLog2` to 2^(`heightLog2` + `blowupLog2`) rows.
        public init(
            heightLog2: Int, blowupLog2: Int, shift: Goldilocks = .generator,
            level: VectorLevel = .best
        ) {
            precondition(heightLog2 >= 0 && blowupLog2 >= 0)
            precondition(heightLog2 + blowupLog2 <= Goldilocks.twoAdicity)
            self.heightLog2 = heightLog2
            self.blowupLog2 = blowupLog2
            self.shift = shift
            let innerLog2 = heightLog2 / 2
            inner = ColumnTransform(rowCountLog2: innerLog2, level: level)
            outer = ColumnTransform(rowCountLog2: heightLog2 - innerLog2, level: level)
        }

        /// The extension of every column.
        public func extend(_ trace: Matrix, workers: Workers) -> Matrix {
            precondition(trace.height == 1 << heightLog2)
            let width = trace.width
            let middle = Matrix(height: trace.height, width: width) { target in
                target.withWords { transformOuter(trace, into: $0, workers: workers) }
            }
            return Matrix(height: trace.height << blowupLog2, width: width) { target in
                target.withWords { words in
                    transformInner(middle, into: words, workers: workers)
                    finish(words, width: width, workers: workers)
                }
            }
        }

        /// Step 1 of the inverse: transforms rows i * inner + j, for each j over all i.
        ///
        /// The result is at row k * inner + j, with k the index of the transformed outer digit.
        private func transformOuter(
            _ trace: Matrix, into target: UnsafeMutablePointer<UInt64>, workers: Workers
        ) {
            let (width, stride) = (trace.width, inner.rowCount)
            let root = Goldilocks.rootOfUnity(orderLog2: heightLog2).inverseOrZero
            withWords(trace.elements) { source in
                workers.forEach(stride) { column in
                    let twiddles = outer.reversed(
                        root.power(UInt64(column)).powers(outer.rowCount))
                    ColumnStrips.forEachGroup(rows: outer.rowCount, width: width) { groups in
                        let strips = groups[0]
                        strips.gather(source + column * width, stride: stride * width)
                        for strip in strips.all {
                            outer.toReversed(strips.words + strip, inverse: true)
                            outer.scale(strips.words + strip, strips.words + strip, by: twiddles)
                        }
                        strips.scatter(
                            target + column * width, stride: stride * width, order: outer.reversal)
                    }
                }
            }
        }

        /// Step 2 of the inverse and step 1 of each forward transform.
        ///
        /// Block k has the coefficients with indices k + outer * m, for all m.
        private func transformInner(
            _ middle: Matrix, into target: UnsafeMutablePointer<UInt64>, workers: Workers
        ) {
            let width = middle.width
            let cosets = (0..<1 << blowupLog2).map { Coset(self, index: $0) }
            withWords(middle.elements) { source in
                workers.forEach(outer.rowCount) { block in
                    let twiddles = cosets.map { $0.twiddles(block: block) }
                    let base = source + block * inner.rowCount * width
                    ColumnStrips.forEachGroup(rows: inner.rowCount, width: width, copies: 2) {
                        let (strips, copies) = ($0[0], $0[1])
                        strips.gather(base, stride: width)
                        for strip in strips.all {
                            inner.toReversed(strips.words + strip, inverse: true)
                        }
                        for coset in cosets {
                            for strip in strips.all {
                                let copy = copies.words + strip
                                inner.scale(copy, strips.words + strip, by: coset.powers)
                                inner.fromReversed(copy, inverse: false)
                                inner.scale(copy, copy, by: twiddles[coset.index])
                            }
                            let first = (coset.index << heightLog2) + block
                            copies.scatter(
                                target + first * width, stride: outer.rowCount * width,
                                order: inner.reversal)
                        }
                    }
                }
            }
        }

        /// Step 2 of the forward transforms, in place on each block of `outer` rows.
        private func finish(
            _ words: UnsafeMutablePointer<UInt64>, width: Int, workers: Workers
        ) {
            workers.forEach(inner.rowCount << blowupLog2) { block in
                let base = words + block * outer.rowCount * width
                ColumnStrips.forEachGroup(rows: outer.rowCount, width: width) { groups in
                    let strips = groups[0]
                    strips.gather(base, stride: width)
                    for strip in strips.all {
                        outer.toReversed(strips.words + strip, inverse: false)
                    }
                    strips.scatter(base, stride: width)
                }
            }
        }
    }

    /// One coset of the extended domain, shift * v^r * <w>, from row index * 2^k.
    private struct Coset {
        let index: Int
        /// Powers of base^outer in bit-reversed order.
        ///
        /// They move a polynomial in the inner digit from the subgroup to the coset.
        let powers: [Goldilocks]
        private let base: Goldilocks
        private let root: Goldilocks
        private let scale: Goldilocks
        private let count: Int

        init(_ domain: LowDegreeExtension, index: Int) {
            let (heightLog2, blowupLog2) = (domain.heightLog2, domain.blowupLog2)
            let exponent = bitReversed(index, bitCount: blowupLog2)
            self.index = index
            base =
                domain.shift
                * Goldilocks.rootOfUnity(orderLog2: heightLog2 + blowupLog2)
                .power(UInt64(exponent))
            root = Goldilocks.rootOfUnity(orderLog2: heightLog2)
            scale = Goldilocks(reducing: 1 << UInt64(heightLog2)).inverseOrZero
            count = domain.inner.rowCount
            let step = base.power(UInt64(domain.outer.rowCount))
            powers = domain.inner.reversed(step.powers(count))
        }

        /// Factors of one block: the twiddles w^(block * i) times the rest of the coset's factor
        /// and of the division by the height.
        func twiddles(block: Int) -> [Goldilocks] {
            let first = base.power(UInt64(block)) * scale
            let step = root.power(UInt64(block))
            var factor = first
            return (0..<count).map { _ in
                defer { factor *= step }
                return factor
            }
        }
    }
#endif
