#if !hasFeature(Embedded)
    import Commitments
    import Fields
    import Parallel
    import Polynomials

    /// The combined quotients of all claims on their whole domains: what is folded.
    struct QuotientCodewords {
        /// The codeword of each height by logarithm, bit-reversed; empty where no table is.
        private(set) var bySizeLog2: [[CubicExtension]]

        init<Tree: TreeHasher>(
            _ batches: [OpeningBatch<Tree>], _ claims: [BatchClaim<Tree>],
            batching: CubicExtension, shift: Goldilocks, workers: Workers
        ) {
            let levels = CommitmentShape.heightLog2Limit + 1
            bySizeLog2 = [[CubicExtension]](repeating: [], count: levels)
            var weights = [CubicExtension](repeating: .one, count: levels)
            var known = [(sizeLog2: Int, point: CubicExtension, inverses: [CubicExtension])]()
            for (batch, claim) in zip(batches, claims) {
                for (index, points) in claim.tables.enumerated() {
                    let table = batch.committed.tables[index]
                    let sizeLog2 = claim.shape.heightsLog2[index]
                    let powers = batching.powers(table.width)
                    let rows = Self.combineRows(table, powers, workers)
                    if bySizeLog2[sizeLog2].isEmpty {
                        bySizeLog2[sizeLog2] = [CubicExtension](
                            repeating: .zero, count: 1 << sizeLog2)
                    }
                    for point in points {
                        if !known.contains(where: { $0.0 == sizeLog2 && $0.1 == point.point }) {
                            let inverses = Self.inverses(point.point, sizeLog2, shift)
                            known.append((sizeLog2, point.point, inverses))
                        }
                        guard
                            let inverses = known.first(where: {
                                $0.sizeLog2 == sizeLog2 && $0.point == point.point
                            })?.inverses
                        else { continue }
                        let value = zip(powers, point.values).reduce(CubicExtension.zero) {
                            $0 + $1.0 * $1.1
                        }
                        add(rows, value, weights[sizeLog2], inverses, sizeLog2, workers)
                        weights[sizeLog2] *= batching.power(UInt64(table.width))
                    }
                }
            }
        }

        private mutating func add(
            _ rows: [CubicExtension], _ value: CubicExtension, _ weight: CubicExtension,
            _ inverses: [CubicExtension], _ sizeLog2: Int, _ workers: Workers
        ) {
            bySizeLog2[sizeLog2].withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                workers.forEachChunk(of: rows.count, chunkSize: 1 << 12) { range in
                    for row in range { base[row] += weight * (value - rows[row]) * inverses[row] }
                }
            }
        }

        /// The sum of each row times the powers.
        private static func combineRows(
            _ table: Matrix, _ powers: [CubicExtension], _ workers: Workers
        ) -> [CubicExtension] {
            let (chunkSize, width) = (1 << 10, table.width)
            let chunks = workers.map((table.height + chunkSize - 1) / chunkSize) { chunk in
                table.elements.withUnsafeBufferPointer { elements in
                    (chunk * chunkSize..<min((chunk + 1) * chunkSize, table.height)).map { row in
                        var sum = CubicSum()
                        for column in 0..<width {
                            sum.add(powers[column], times: elements[row * width + column])
                        }
                        return sum.reduced
                    }
                }
            }
            return Array(chunks.joined())
        }

        /// 1 / (point - x) for the whole domain in bit-reversed order.
        private static func inverses(
            _ point: CubicExtension, _ sizeLog2: Int, _ shift: Goldilocks
        ) -> [CubicExtension] {
            let natural = Goldilocks.rootOfUnity(orderLog2: sizeLog2).powers(1 << sizeLog2)
            var result = natural.indices.map {
                point - CubicExtension(natural[bitReversed($0, bitCount: sizeLog2)] * shift)
            }
            CubicExtension.invertAll(&result)
            return result
        }
    }
#endif
