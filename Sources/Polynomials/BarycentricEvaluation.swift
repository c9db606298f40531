#if !hasFeature(Embedded)
    public import Fields
    public import Parallel

    /// Evaluates the columns of a table at a point outside its domain, from values alone.
    ///
    /// For values y_i of a polynomial of degree below n at the points x_i = s * w^i,
    /// p(z) = (z^n - s^n) / (n * s^n) * sum y_i * x_i / (z - x_i)
    /// (Berrut and Trefethen, "Barycentric Lagrange Interpolation", 2004, section 4, for roots
    /// of unity).
    public struct BarycentricEvaluation: Sendable {
        /// One weight for each row, in the order of the rows.
        private let weights: [CubicExtension]

        /// Weights for rows in bit-reversed order over the coset shift * <w> of 2^`sizeLog2`
        /// points; the point must not be one of them.
        public init(sizeLog2: Int, shift: Goldilocks, point: CubicExtension) {
            let root = Goldilocks.rootOfUnity(orderLog2: sizeLog2)
            let natural = root.powers(1 << sizeLog2)
            let points = natural.indices.map {
                natural[bitReversed($0, bitCount: sizeLog2)] * shift
            }
            var weights = points.map { point - CubicExtension($0) }
            CubicExtension.invertAll(&weights)
            let shiftPower = shift.squared(times: sizeLog2)
            let divisor = shiftPower * Goldilocks(reducing: 1 << UInt64(sizeLog2))
            let factor = (point.squared(times: sizeLog2) - CubicExtension(shiftPower))
                .scaled(by: divisor.inverseOrZero)
            for index in weights.indices {
                weights[index] = weights[index].scaled(by: points[index]) * factor
            }
            self.weights = weights
        }

        /// The value of each column, from the first rows of the table: as many as there are
        /// weights.
        public func evaluate(_ table: Matrix, workers: Workers) -> [CubicExtension] {
            precondition(table.height >= weights.count)
            let (width, chunkSize) = (table.width, 1 << 10)
            let chunkCount = (weights.count + chunkSize - 1) / chunkSize
            let partial = workers.map(chunkCount) { chunk in
                let rows = chunk * chunkSize..<min((chunk + 1) * chunkSize, weights.count)
                var sums = [CubicSum](repeating: CubicSum(), count: width)
                table.elements.withUnsafeBufferPointer { elements in
                    for row in rows {
                        let weight = weights[row]
                        let start = row * width
                        for column in 0..<width {
                            sums[column].add(weight, times: elements[start + column])
                        }
                    }
                }
                return sums.map(\.reduced)
            }
            return (0..<width).map { column in
                partial.reduce(into: CubicExtension.zero) { $0 += $1[column] }
            }
        }
    }
#endif
