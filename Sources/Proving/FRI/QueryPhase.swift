import Commitments
import Fields

/// The query phase of FRI: the values of each query from the claims to the final polynomial.
///
/// The rows have been opened: they are those committed to.
struct QueryPhase<Builder: VerifierBuilder>: Sendable {
    typealias Cubic = Builder.Cubic

    /// The folding of one codeword.
    private struct Layer {
        let size: FoldingSchedule.Layer
        let folding: Folding
        /// The challenge beta.
        let challenge: Cubic
        /// The power of beta with which a codeword of the folded length joins.
        let joining: Cubic
    }

    private let schedule: FoldingSchedule
    private let combination: QuotientCombination<Builder>
    private let layers: [Layer]
    private let finalPolynomial: [Cubic]
    private let indices: [Builder.Place]
    /// The number of the commitment to the first codeword that is folded.
    private let firstLayer: Int

    init(
        schedule: FoldingSchedule, combination: QuotientCombination<Builder>,
        foldingChallenges: [Cubic], finalPolynomial: [Cubic], indices: [Builder.Place],
        firstLayer: Int
    ) {
        self.schedule = schedule
        self.combination = combination
        layers = zip(schedule.layers, foldingChallenges).map { layer, challenge in
            Layer(
                size: layer, folding: Folding(factorLog2: layer.factorLog2), challenge: challenge,
                joining: challenge.successiveSquares(layer.factorLog2)[layer.factorLog2])
        }
        self.finalPolynomial = finalPolynomial
        self.indices = indices
        self.firstLayer = firstLayer
    }

    /// Verifies all queries.
    func verify(_ builder: Builder) throws(FRIError) {
        let failed = builder.firstRefusal(of: indices.count) { queries -> FRIError? in
            refusal(of: queries, builder)
        }
        if let failed { throw failed }
    }

    /// Verifies some queries, with their divisors inverted together.
    private func refusal(of queries: Range<Int>, _ builder: Builder) -> FRIError? {
        let domains = queries.map { query in
            QueryDomain(
                indices[query], sizesLog2: schedule.lastLog2...schedule.firstLog2,
                builder: builder)
        }
        let inverses = builder.inverses(ofNonZero: domains.flatMap { combination.divisors($0) })
        for (position, query) in queries.enumerated() {
            let first = position * combination.divisorCount
            do {
                try checkFolds(
                    query, domains[position],
                    inverses: inverses[first..<first + combination.divisorCount], builder)
            } catch {
                return error
            }
        }
        return nil
    }

    /// Verifies one query through all codewords to the final polynomial.
    ///
    /// `inverses` are those of the combination's divisors at the index of the query.
    private func checkFolds(
        _ query: Int, _ domain: QueryDomain<Builder>, inverses: ArraySlice<Cubic>,
        _ builder: Builder
    ) throws(FRIError) {
        let inputs = combination.values(query: query, inverses: inverses, builder: builder)
        var index = indices[query]
        var value = inputs[schedule.firstLog2] ?? Cubic(constant: .zero)
        for (number, layer) in layers.enumerated() {
            let values = builder.cubics(commitment: firstLayer + number, query: query)
            guard builder.require(values, at: index, equals: value) else {
                throw .foldMismatch(query: query, layer: number)
            }
            value = builder.fold(
                values, by: layer.folding, challenge: layer.challenge, at: index,
                inverse: domain.inverse(sizeLog2: layer.size.sizeLog2))
            if let input = inputs[layer.size.foldedLog2] { value = value + layer.joining * input }
            index = index.droppingLowBits(layer.size.factorLog2)
        }
        let last = builder.value(
            of: finalPolynomial, at: domain.point(sizeLog2: schedule.lastLog2))
        guard builder.require(last, equals: value) else { throw .finalMismatch(query: query) }
    }
}
