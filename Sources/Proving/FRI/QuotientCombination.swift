import Commitments
import Fields
import Polynomials

/// The quotients of all claims, combined to one value for each height at one row.
///
/// Every column of every claim of one height has another power of the challenge
/// (`BatchingExponents`).
struct QuotientCombination<Builder: VerifierBuilder>: Sendable {
    typealias Cubic = Builder.Cubic

    /// The claims of all tables of one height at one point.
    private struct Quotient {
        let heightLog2: Int
        let point: Int
        /// The claimed values, each times its power.
        var value = Cubic(constant: .zero)
        /// The rows of each commitment, and the least power of each.
        var rows: [(commitment: Int, row: WeightedRow, power: Cubic)] = []
    }

    private let points: [Cubic]
    private let quotients: [Quotient]
    private let weights: Builder.Weights
    private let shift: Goldilocks

    init(
        _ claims: [CommitmentClaim<Builder>], points: [Cubic], batching: Cubic, shift: Goldilocks,
        builder: Builder
    ) {
        self.points = points
        self.shift = shift
        let exponents = BatchingExponents(
            claims.map { claim in
                (claim.commitment.shape, claim.tables.map { $0.map { ($0.point, $0.columns) } })
            })
        weights = builder.weights(
            batching, count: exponents.runs.reduce(0) { max($0, $1.row.weightCount) })
        var quotients = [Quotient]()
        for run in exponents.runs {
            let known = quotients.firstIndex {
                $0.heightLog2 == run.heightLog2 && $0.point == run.point
            }
            if known == nil {
                quotients.append(Quotient(heightLog2: run.heightLog2, point: run.point))
            }
            let index = known ?? quotients.count - 1
            let power = batching.power(run.firstExponent)
            let values = Self.values(of: run, claims[run.commitment])
            quotients[index].value =
                quotients[index].value
                + power * builder.weightedSum(values, run.row, challenge: batching)
            quotients[index].rows.append((run.commitment, run.row, power))
        }
        self.quotients = quotients
    }

    /// The claimed values of a run, table after table.
    private static func values(
        of run: BatchingExponents.Run, _ claim: CommitmentClaim<Builder>
    ) -> [Cubic] {
        zip(run.row.tables, run.claims).flatMap { table, number in
            number.map { claim.tables[table][$0].values } ?? []
        }
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
            for (commitment, row, power) in quotient.rows {
                let sum = builder.combination(
                    of: row, commitment: commitment, query: query, weights: weights)
                numerator = numerator - power * sum
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
