import BN254
import Parallel
import R1CS

/// A matrix of a constraint system, column by column.
struct SparseColumns: Sendable {
    /// Column i has the entries `starts[i]..<starts[i + 1]`.
    private(set) var starts: [Int]
    private(set) var rows: [UInt32]
    private(set) var coefficients: [Fr]

    /// The columns of a matrix with more rows after its own: row i has a one in column i.
    init(_ matrix: SparseMatrix, variableCount: Int, inputCount: Int = 0) {
        starts = [Int](repeating: 0, count: variableCount + 1)
        for variable in matrix.variables { starts[Int(variable) + 1] += 1 }
        for input in 0..<inputCount { starts[input + 1] += 1 }
        for column in 0..<variableCount { starts[column + 1] += starts[column] }
        let count = starts[variableCount]
        rows = [UInt32](repeating: 0, count: count)
        coefficients = [Fr](repeating: .one, count: count)
        var next = starts
        for row in 0..<matrix.rowCount {
            for entry in matrix.starts[row]..<matrix.starts[row + 1] {
                let column = Int(matrix.variables[entry])
                rows[next[column]] = UInt32(row)
                coefficients[next[column]] = matrix.coefficients[entry]
                next[column] += 1
            }
        }
        for input in 0..<inputCount { rows[next[input]] = UInt32(matrix.rowCount + input) }
    }
}

/// Sums of coefficient times point over the entries of each variable's column.
struct ColumnSums<Group: CurveGroup>: Sendable {
    private let parts: [(columns: SparseColumns, points: PointList<Group>)]

    private static var chunkSize: Int { 256 }

    /// Sums over several matrices, each with a point for each row.
    init(_ parts: [(columns: SparseColumns, points: PointList<Group>)]) {
        self.parts = parts
    }

    /// The sums of a range of variables.
    func values(_ variables: Range<Int>, workers: Workers) -> [AffinePoint<Group>] {
        workers.fill(variables.count, chunkSize: Self.chunkSize) { range, target in
            let first = variables.lowerBound
            let sums = sums(first + range.lowerBound..<first + range.upperBound)
            _ = target.initialize(from: sums)
        }
    }

    /// Computes each term as an affine point, then each variable's run of terms as one sum.
    private func sums(_ variables: Range<Int>) -> [AffinePoint<Group>] {
        var terms: [AffinePoint<Group>] = []
        var products: [(place: Int, coefficient: Fr)] = []
        var lengths: [UInt32] = []
        for variable in variables {
            let start = terms.count
            for (columns, points) in parts {
                for entry in columns.starts[variable]..<columns.starts[variable + 1] {
                    let coefficient = columns.coefficients[entry]
                    let point = points[Int(columns.rows[entry])]
                    switch coefficient {
                    case .one: terms.append(point)
                    case -.one: terms.append(-point)
                    default:
                        products.append((terms.count, coefficient))
                        terms.append(point)
                    }
                }
            }
            // A column without entries is a run of infinity.
            if terms.count == start { terms.append(.infinity) }
            lengths.append(UInt32(terms.count - start))
        }
        multiply(&terms, products.filter { $0.coefficient.isShort })
        multiply(&terms, products.filter { !$0.coefficient.isShort })
        return Group.sums(ofRuns: lengths, terms)
    }

    /// Multiplies some terms by their coefficients, as many steps for all as the longest one needs.
    private func multiply(
        _ terms: inout [AffinePoint<Group>], _ products: [(place: Int, coefficient: Fr)]
    ) {
        var points = products.map { terms[$0.place] }
        points.withUnsafeMutableBufferPointer {
            BatchMultiples.multiply($0, by: products.map(\.coefficient), workers: .serial)
        }
        for (product, point) in zip(products, points) { terms[product.place] = point }
    }
}

extension Fr {
    /// Whether the integer or its negation is below 2^64, as most coefficients of circuits are.
    fileprivate var isShort: Bool {
        canonical.bitWidth <= 64 || (-self).canonical.bitWidth <= 64
    }
}
