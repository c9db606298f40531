import Commitments
import Fields
import Polynomials

/// The query phase of FRI: claims, commitments and challenges before it, and the checks of a query.
///
/// Sizes of claims and proof must have been checked.
/// The sizes of claims and proof have been checked.
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

    /// Verifies one query: its paths, then its values from the claims to the final polynomial.
    func verify(_ query: Int) throws(FRIError) {
        try checkBatches(query)
        try checkLayers(query)
        var inverses = combination.divisors(
            index: indices[query], sizeLog2: schedule.firstLog2)
        CubicExtension.invertAll(&inverses)
        try checkFolds(query, inverses: inverses[...])
    }

    /// Leaf that a query opens in a commitment of some height: the upper bits of its index.
    func leaf(of query: Int, treeHeightLog2: Int) -> Int {
        indices[query] >> (schedule.firstLog2 - treeHeightLog2)
    }

    /// Shape of the commitment to a folded codeword.
    func shape(of layer: FoldingSchedule.Layer) -> CommitmentShape? {
        CommitmentShape(
            heightsLog2: [layer.foldedLog2], widths: [3 << layer.factorLog2],
            capLog2: parameters.capLog2)
    }

    private func checkBatches(_ query: Int) throws(FRIError) {
        for (batch, claim) in claims.enumerated() {
            do {
                try proof.queries[query].batches[batch].verify(
                    leaf: leaf(of: query, treeHeightLog2: claim.shape.treeHeightLog2),
                    cap: claim.cap, shape: claim.shape)
            } catch {
                throw .batchOpening(query: query, batch: batch, error)
            }
        }
    }

    private func checkLayers(_ query: Int) throws(FRIError) {
        for (index, layer) in schedule.layers.enumerated() {
            guard let shape = shape(of: layer) else { throw .noTables }
            do {
                try proof.queries[query].layers[index].verify(
                    leaf: leaf(of: query, treeHeightLog2: layer.foldedLog2),
                    cap: proof.layerCaps[index], shape: shape)
            } catch {
                throw .layerOpening(query: query, layer: index, error)
            }
        }
    }

    /// Verifies one query through all codewords to the final polynomial.
    ///
    /// Its rows are known to be those committed to; `inverses` are those of the combination's
    /// divisors at the index of the query.
    func checkFolds(
        _ query: Int, inverses: ArraySlice<CubicExtension>
    ) throws(FRIError) {
        let inputs = combination.values(
            rows: proof.queries[query].batches, inverses: inverses)
        var index = indices[query]
        var value = inputs[schedule.firstLog2] ?? .zero
        for (number, layer) in schedule.layers.enumerated() {
            let row = index >> layer.factorLog2
            let elements = proof.queries[query].layers[number].rows[0]
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
