import Commitments

/// The exponents of the batching challenge with which claimed columns are weighted.
///
/// A commitment's row of one height is that of its tables of that height, one after the other, as
/// it is hashed. At one point it takes a run of exponents, as many as the row has elements, rounded
/// up to a multiple of eight: the number that a sponge takes at once. The first element of the row
/// has the greatest exponent of the run, so that its weighted sum is a polynomial in the challenge
/// by Horner's rule, and elements that are not opened at the point leave gaps. Runs of one height
/// do not meet, in the order of commitments, heights and points.
struct BatchingExponents: Sendable {
    /// The columns of one commitment's row that are opened at one point.
    struct Run: Sendable {
        /// The number of the commitment.
        let commitment: Int
        /// The logarithm of the height of the tables.
        let heightLog2: Int
        /// The number of the point.
        let point: Int
        /// The row with its opened columns.
        let row: WeightedRow
        /// The claim of each table, in the order of the row; `nil` for a table not opened here.
        let claims: [Int?]
        /// The least exponent.
        let firstExponent: Int
    }

    /// Runs in the order of commitments, heights and points.
    let runs: [Run]

    /// The exponents for commitments with the opened points of each table.
    ///
    /// A point is a number, with columns in ascending order, `nil` for all.
    init(_ commitments: [(shape: CommitmentShape, tables: [[(point: Int, columns: [Int]?)]])]) {
        var runs = [Run]()
        var next = [Int](repeating: 0, count: CommitmentShape.heightLog2Limit + 1)
        for (number, commitment) in commitments.enumerated() {
            let shape = commitment.shape
            var heights = [Int]()
            for height in shape.heightsLog2 where !heights.contains(height) {
                heights.append(height)
            }
            for height in heights {
                let tables = shape.heightsLog2.indices.filter { shape.heightsLog2[$0] == height }
                var points = [Int]()
                for table in tables {
                    for claim in commitment.tables[table] where !points.contains(claim.point) {
                        points.append(claim.point)
                    }
                }
                for point in points {
                    let claims = tables.map { table in
                        commitment.tables[table].firstIndex { $0.point == point }
                    }
                    let columns = zip(tables, claims).map { table, claim -> [Int]? in
                        claim.map { commitment.tables[table][$0].columns } ?? []
                    }
                    let row = WeightedRow(
                        tables: tables, widths: tables.map { shape.widths[$0] }, columns: columns)
                    runs.append(
                        Run(
                            commitment: number, heightLog2: height, point: point, row: row,
                            claims: claims, firstExponent: next[height]))
                    next[height] += row.weightCount
                }
            }
        }
        self.runs = runs
    }
}

/// The joined rows of tables of one height, with the columns that a weighted sum takes.
///
/// Of w weights (`weightCount`) the element at place i has the power w - 1 - i of the challenge.
public struct WeightedRow: Sendable, Equatable {
    /// The tables in their commitment.
    public let tables: [Int]
    /// Number of columns of each.
    public let widths: [Int]
    /// The columns of each in ascending order, `nil` for all.
    public let columns: [[Int]?]

    /// Number of weights: the number of elements, rounded up to a multiple of eight.
    public var weightCount: Int { (widths.reduce(0, +) + 7) / 8 * 8 }

    /// The places in the row of each table's columns in the sum.
    public var places: [[Int]] {
        var start = 0
        return zip(widths, columns).map { width, columns in
            defer { start += width }
            return (columns ?? Array(0..<width)).map { start + $0 }
        }
    }
}
