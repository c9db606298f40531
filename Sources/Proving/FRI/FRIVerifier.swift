import Commitments
public import Fields
public import Parallel
import Polynomials
public import Transcripts

/// Verifies batched DEEP-FRI over tables of mixed heights.
///
/// The quotients (v - p(x)) / (z - x) of all columns of one height are combined with powers of one
/// challenge (Ben-Sasson and others, "DEEP-FRI", ITCS 2020); codewords of different heights join
/// while folding, with the power of the folding challenge after those of the folding itself.
/// Soundness: Ben-Sasson, Carmon, Haböck, Kopparty, Saraf, eprint 2025/2055, for correlated
/// agreement up to the Johnson bound; Haböck, eprint 2022/1216, for the batched protocol.
public struct FRIVerifier<Hashing: ProofHashing>: Sendable {
    /// What the prover had to keep to.
    public let parameters: FRIParameters
    /// The factor between subgroups and the domains of tables.
    public let shift: Goldilocks
    /// Threads to use; a guest has one.
    public let workers: Workers

    /// A verifier for the given numbers.
    public init(
        parameters: FRIParameters, shift: Goldilocks = .generator,
        workers: Workers = .serial
    ) {
        self.parameters = parameters
        self.shift = shift
        self.workers = workers
    }

    /// Checks the claims.
    ///
    /// Takes part in the transcript from points and claimed values on; whatever the proof,
    /// nothing traps.
    public func verify(
        _ claims: [BatchClaim<Hashing.Tree>], proof: FRIProof<Hashing.Tree>,
        transcript: inout Transcript<Hashing.Sponge>
    ) throws(FRIError) {
        try checkClaims(claims)
        let heights = claims.flatMap(\.shape.heightsLog2)
        let schedule = FoldingSchedule(sizesLog2: heights, parameters: parameters)
        try checkShape(proof, schedule: schedule, batchCount: claims.count)
        for claim in claims {
            for table in claim.tables {
                for point in table { transcript.absorb([point.point] + point.values) }
            }
        }
        guard
            transcript.acceptsNonce(
                proof.batchingNonce, bitCount: parameters.batchingGrindingBits)
        else { throw .batchingNonce }
        let batching = transcript.sampleCubic()
        var challenges = [CubicExtension]()
        for cap in proof.layerCaps {
            for node in cap { transcript.absorb(Hashing.Tree.elements(of: node)) }
            challenges.append(transcript.sampleCubic())
        }
        transcript.absorb(proof.finalPolynomial)
        guard transcript.acceptsNonce(proof.nonce, bitCount: parameters.grindingBits) else {
            throw .nonce
        }
        let combination = QuotientCombination(claims, batching: batching, shift: shift)
        let places = proof.queries.map { _ in transcript.sampleBits(schedule.firstLog2) }
        #if !hasFeature(Embedded)
            // What follows decides in any case; it names what is wrong, one query after the other.
            let isAccepted = acceptsQueries(
                proof, places, claims, combination, challenges, schedule)
            if isAccepted { return }
        #endif
        for (query, place) in places.enumerated() {
            try checkBatches(proof.queries[query], query, place, claims, schedule)
            var inverses = combination.divisors(place: place, firstLog2: schedule.firstLog2)
            CubicExtension.invertAll(&inverses)
            let inputs = combination.values(
                rows: proof.queries[query].batches, inverses: inverses[...])
            try checkFolds(proof, query, place, inputs, challenges, schedule)
        }
    }

    private func checkClaims(_ claims: [BatchClaim<Hashing.Tree>]) throws(FRIError) {
        guard !claims.isEmpty else { throw .noTables }
        for (batch, claim) in claims.enumerated() {
            let shape = claim.shape
            guard claim.tables.count == shape.widths.count else {
                throw .tableCount(
                    batch: batch, expected: shape.widths.count, actual: claim.tables.count)
            }
            for height in shape.heightsLog2
            where height < parameters.blowupLog2 || height > Goldilocks.twoAdicity {
                throw .tableHeight(batch: batch, heightLog2: height)
            }
            for (table, points) in claim.tables.enumerated() {
                if points.isEmpty { throw .unopenedTable(batch: batch, table: table) }
                let height = shape.heightsLog2[table]
                let coset = CubicExtension(shift.squared(times: height))
                for point in points where point.point.squared(times: height) == coset {
                    throw .pointInDomain(batch: batch, table: table)
                }
                for point in points where point.values.count != shape.widths[table] {
                    throw .valueCount(
                        batch: batch, table: table, expected: shape.widths[table],
                        actual: point.values.count)
                }
            }
        }
    }

    private func checkShape(
        _ proof: FRIProof<Hashing.Tree>, schedule: FoldingSchedule, batchCount: Int
    ) throws(FRIError) {
        guard proof.layerCaps.count == schedule.layers.count else {
            throw .layerCount(expected: schedule.layers.count, actual: proof.layerCaps.count)
        }
        for (layer, cap) in proof.layerCaps.enumerated() {
            let expected = 1 << min(parameters.capLog2, schedule.layers[layer].foldedLog2)
            guard cap.count == expected else {
                throw .layerCap(layer: layer, expected: expected, actual: cap.count)
            }
        }
        let finalCount = 1 << (schedule.lastLog2 - parameters.blowupLog2)
        guard proof.finalPolynomial.count == finalCount else {
            throw .finalCount(expected: finalCount, actual: proof.finalPolynomial.count)
        }
        guard proof.queries.count == parameters.queryCount else {
            throw .queryCount(expected: parameters.queryCount, actual: proof.queries.count)
        }
        for (query, openings) in proof.queries.enumerated()
        where openings.batches.count != batchCount
            || openings.layers.count != schedule.layers.count
        {
            throw .openingCount(query: query)
        }
    }

    private func checkBatches(
        _ openings: FRIProof<Hashing.Tree>.Query, _ query: Int, _ place: Int,
        _ claims: [BatchClaim<Hashing.Tree>], _ schedule: FoldingSchedule
    ) throws(FRIError) {
        for (batch, claim) in claims.enumerated() {
            let leaf = place >> (schedule.firstLog2 - claim.shape.treeHeightLog2)
            do {
                try openings.batches[batch].verify(
                    leaf: leaf, cap: claim.cap, shape: claim.shape)
            } catch {
                throw .batchOpening(query: query, batch: batch, error)
            }
        }
    }

    /// Follows one place through all codewords down to the final polynomial.
    ///
    /// Layers whose rows are known to stand under their caps are not asked for again.
    func checkFolds(
        _ proof: FRIProof<Hashing.Tree>, _ query: Int, _ place: Int,
        _ inputs: [CubicExtension?], _ challenges: [CubicExtension], _ schedule: FoldingSchedule,
        areLayersChecked: Bool = false
    ) throws(FRIError) {
        var place = place
        var value = inputs[schedule.firstLog2] ?? .zero
        for (index, layer) in schedule.layers.enumerated() {
            let opening = proof.queries[query].layers[index]
            let row = place >> layer.factorLog2
            if !areLayersChecked {
                try checkLayer(opening, row, proof.layerCaps[index], query, index, layer)
            }
            let elements = opening.rows[0]
            let values = (0..<1 << layer.factorLog2).map {
                CubicExtension(elements[3 * $0], elements[3 * $0 + 1], elements[3 * $0 + 2])
            }
            guard values[place & (values.count - 1)] == value else {
                throw .foldMismatch(query: query, layer: index)
            }
            value = Folding.fold(values, row: row, layer: layer, challenge: challenges[index])
            if let input = inputs[layer.foldedLog2] {
                value += challenges[index].squared(times: layer.factorLog2) * input
            }
            place = row
        }
        let exponent = bitReversed(place, bitCount: schedule.lastLog2)
        let root = Goldilocks.rootOfUnity(orderLog2: schedule.lastLog2)
        let point = root.power(UInt64(exponent))
        let expected = proof.finalPolynomial.reversed().reduce(CubicExtension.zero) {
            $0.scaled(by: point) + $1
        }
        guard expected == value else { throw .finalMismatch(query: query) }
    }

    private func checkLayer(
        _ opening: RowOpening<Hashing.Tree>, _ row: Int, _ cap: [Hashing.Tree.Node],
        _ query: Int, _ index: Int, _ layer: FoldingSchedule.Layer
    ) throws(FRIError) {
        guard let shape = layerShape(layer) else { throw .noTables }
        do {
            try opening.verify(leaf: row, cap: cap, shape: shape)
        } catch {
            throw .layerOpening(query: query, layer: index, error)
        }
    }

    /// The commitment to a folded codeword.
    func layerShape(_ layer: FoldingSchedule.Layer) -> CommitmentShape? {
        CommitmentShape(
            heightsLog2: [layer.foldedLog2], widths: [3 << layer.factorLog2],
            capLog2: parameters.capLog2)
    }
}
