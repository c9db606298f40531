import Commitments
import Fields
import Parallel
import Polynomials

/// The query phase of FRI: claims, commitments and challenges before it, and the checks after it.
///
/// Sizes of claims and proof have been checked.
struct QueryPhase<Hashing: ProofHashing>: Sendable {
    typealias Tree = Hashing.Tree

    let parameters: FRIParameters
    let claims: [BatchClaim<Tree>]
    let proof: FRIProof<Tree>
    let schedule: FoldingSchedule
    let combination: QuotientCombination<Tree>
    /// The folding challenge beta of each layer.
    let foldingChallenges: [CubicExtension]
    /// Row of the longest codeword that each query opens.
    let indices: [Int]
    /// The rows that the queries open, for each height up to that of the longest codeword.
    private let rows: [OpenedRows]

    /// The rows of one height.
    private struct OpenedRows {
        let leaves: LeafSet
        /// The place of each query's row.
        let places: [Int]

        init(_ indices: [Int], levels: Int) {
            let rows = indices.map { $0 >> levels }
            let leaves = LeafSet(rows)
            self.leaves = leaves
            places = rows.compactMap { leaves.place(of: $0) }
        }
    }

    init(
        parameters: FRIParameters, claims: [BatchClaim<Tree>], proof: FRIProof<Tree>,
        schedule: FoldingSchedule, combination: QuotientCombination<Tree>,
        foldingChallenges: [CubicExtension], indices: [Int]
    ) {
        self.parameters = parameters
        self.claims = claims
        self.proof = proof
        self.schedule = schedule
        self.combination = combination
        self.foldingChallenges = foldingChallenges
        self.indices = indices
        rows = (0...schedule.firstLog2).map {
            OpenedRows(indices, levels: schedule.firstLog2 - $0)
        }
    }

    /// Verifies all openings, then the values of each query from the claims to the final
    /// polynomial.
    func verify(workers: Workers) throws(FRIError) {
        let openings = workers.map(claims.count + schedule.layers.count) { index in
            index < claims.count
                ? refusal(ofBatch: index) : refusal(ofLayer: index - claims.count)
        }
        if let refusal = openings.lazy.compactMap({ $0 }).first { throw refusal }
        let chunkSize = 32
        let folds = workers.map((indices.count + chunkSize - 1) / chunkSize) { chunk in
            refusal(ofQueries: chunk * chunkSize..<min((chunk + 1) * chunkSize, indices.count))
        }
        if let refusal = folds.lazy.compactMap({ $0 }).first { throw refusal }
    }

    private func refusal(ofBatch batch: Int) -> FRIError? {
        let claim = claims[batch]
        do {
            try proof.batches[batch].verify(
                leaves: rows[claim.shape.treeHeightLog2].leaves, cap: claim.cap,
                shape: claim.shape)
            return nil
        } catch {
            return .batchOpening(batch: batch, error)
        }
    }

    private func refusal(ofLayer number: Int) -> FRIError? {
        let layer = schedule.layers[number]
        guard let shape = layer.shape(capLog2: parameters.capLog2) else { return .noTables }
        do {
            try proof.layers[number].verify(
                leaves: rows[layer.foldedLog2].leaves, cap: proof.layerCaps[number], shape: shape)
            return nil
        } catch {
            return .layerOpening(layer: number, error)
        }
    }

    /// Verifies some queries, with their divisors inverted together.
    private func refusal(ofQueries queries: Range<Int>) -> FRIError? {
        var inverses = queries.flatMap {
            combination.divisors(index: indices[$0], sizeLog2: schedule.firstLog2)
        }
        CubicExtension.invertAll(&inverses)
        for (position, query) in queries.enumerated() {
            let first = position * combination.termCount
            do {
                try checkFolds(
                    query, inverses: inverses[first..<first + combination.termCount])
            } catch {
                return error
            }
        }
        return nil
    }

    /// Verifies one query through all codewords to the final polynomial.
    ///
    /// Its rows are known to be those committed to; `inverses` are those of the combination's
    /// divisors at the index of the query.
    private func checkFolds(
        _ query: Int, inverses: ArraySlice<CubicExtension>
    ) throws(FRIError) {
        let inputs = combination.values(inverses: inverses) { batch, table, heightLog2 in
            proof.batches[batch].rows[table][rows[heightLog2].places[query]]
        }
        var index = indices[query]
        var value = inputs[schedule.firstLog2] ?? .zero
        for (number, layer) in schedule.layers.enumerated() {
            let row = index >> layer.factorLog2
            let elements = proof.layers[number].rows[0][rows[layer.foldedLog2].places[query]]
            let values = (0..<1 << layer.factorLog2).map {
                CubicExtension(elements[3 * $0], elements[3 * $0 + 1], elements[3 * $0 + 2])
            }
            guard values[index & (values.count - 1)] == value else {
                throw .foldMismatch(query: query, layer: number)
            }
            let challenge = foldingChallenges[number]
            value = Folding.fold(values, row: row, layer: layer, challenge: challenge)
            if let input = inputs[layer.foldedLog2] {
                value += challenge.squared(times: layer.factorLog2) * input
            }
            index = row
        }
        guard finalValue(at: index) == value else { throw .finalMismatch(query: query) }
    }

    /// The final polynomial at a row of the last codeword.
    private func finalValue(at row: Int) -> CubicExtension {
        let exponent = bitReversed(row, bitCount: schedule.lastLog2)
        let root = RootsOfUnity.root(orderLog2: schedule.lastLog2)
        let point = root.power(UInt64(exponent))
        return proof.finalPolynomial.reversed().reduce(CubicExtension.zero) {
            $0.scaled(by: point) + $1
        }
    }
}
