import Commitments
import Fields
import Polynomials

/// The quotients of all claims, combined to one value for each height at one row.
///
/// Every column of every claim of one height has another power of the challenge, in the order of
/// commitments, tables and points.
struct QuotientCombination<Builder: VerifierBuilder>: Sendable {
    typealias Cubic = Builder.Cubic

    /// The claims of all tables of one height at one point.
    private struct Quotient {
        let heightLog2: Int
        let point: Int
        /// The claimed values, each times its power.
        var value = Cubic(constant: .zero)
        /// The columns of each commitment with their powers.
        var columns: [(commitment: Int, columns: [WeightedColumns])] = []

        mutating func add(_ weighted: WeightedColumns, of commitment: Int) {
            if columns.last?.commitment != commitment { columns.append((commitment, [])) }
            columns[columns.count - 1].columns.append(weighted)
        }
    }

    private let points: [Cubic]
    private let quotients: [Quotient]
    private let powers: [Cubic]
    private let shift: Goldilocks

    init(
        _ claims: [CommitmentClaim<Builder>], points: [Cubic], batching: Cubic, shift: Goldilocks
    ) {
        self.points = points
        self.shift = shift
        var counts = [Int](repeating: 0, count: CommitmentShape.heightLog2Limit + 1)
        for claim in claims {
            for (table, values) in claim.tables.enumerated() {
                counts[claim.commitment.shape.heightsLog2[table]] +=
                    values.reduce(0) { $0 + $1.values.count }
            }
        }
        powers = batching.ascendingPowers(counts.max() ?? 0)
        var exponents = [Int](repeating: 0, count: counts.count)
        var quotients = [Quotient]()
        for (number, claim) in claims.enumerated() {
            for (table, tableClaims) in claim.tables.enumerated() {
                let height = claim.commitment.shape.heightsLog2[table]
                for claim in tableClaims {
                    let known = quotients.firstIndex {
                        $0.heightLog2 == height && $0.point == claim.point
                    }
                    if known == nil {
                        quotients.append(Quotient(heightLog2: height, point: claim.point))
                    }
                    let index = known ?? quotients.count - 1
                    let first = exponents[height]
                    for (power, value) in zip(powers[first...], claim.values) {
                        quotients[index].value = quotients[index].value + power * value
                    }
                    quotients[index].add(
                        WeightedColumns(
                            table: table, columns: claim.columns, firstExponent: first,
                            count: claim.values.count),
                        of: number)
                    exponents[height] += claim.values.count
                }
            }
        }
        self.quotients = quotients
    }

    /// Number of quotients of a row, each with its own divisor.
    var divisorCount: Int { quotients.count }

    /// Divisors z - x of the quotients, at the row of a query.
    ///
    /// Points of the domain have been refused, so no divisor is zero.
    func divisors(_ domain: QueryDomain<Builder>) -> [Cubic] {
        let factor = Builder.Base(constant: shift)
        return quotients.map { quotient in
            points[quotient.point] - Cubic(factor * domain.point(sizeLog2: quotient.heightLog2))
        }
    }

    /// The sum for each height that has a table, by logarithm.
    ///
    /// `inverses` are those of the divisors.
    func values(
        query: Int, inverses: ArraySlice<Cubic>, builder: Builder
    ) -> [Cubic?] {
        var sums = [Cubic?](repeating: nil, count: CommitmentShape.heightLog2Limit + 1)
        for (quotient, inverse) in zip(quotients, inverses) {
            var numerator = quotient.value
            for (commitment, columns) in quotient.columns {
                numerator =
                    numerator
                    - builder.combination(
                        of: columns, commitment: commitment, query: query, powers: powers)
            }
            let value = numerator * inverse
            sums[quotient.heightLog2] = sums[quotient.heightLog2].map { $0 + value } ?? value
        }
        return sums
    }
}

/// The points of one query in the subgroups of all sizes that verification needs.
struct QueryDomain<Builder: VerifierBuilder>: Sendable {
    private let lastLog2: Int
    /// Points from the size 2^`lastLog2` upwards, and their inverses.
    private let points: [(power: Builder.Base, inverse: Builder.Base)]

    /// The points of the place in the largest subgroup and in the smaller ones.
    init(_ place: Builder.Place, sizesLog2: ClosedRange<Int>, builder: Builder) {
        lastLog2 = sizesLog2.lowerBound
        points = builder.points(sizesLog2: sizesLog2, at: place)
    }

    /// The point in the subgroup of a size.
    func point(sizeLog2: Int) -> Builder.Base { points[sizeLog2 - lastLog2].power }

    /// Its inverse.
    func inverse(sizeLog2: Int) -> Builder.Base { points[sizeLog2 - lastLog2].inverse }
}
