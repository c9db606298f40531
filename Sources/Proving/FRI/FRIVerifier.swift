import Commitments
public import Fields
public import Parallel
import Polynomials

/// Verifies batched DEEP-FRI over tables of mixed heights.
///
/// The quotients (v - p(x)) / (z - x) of all columns of one height are combined with powers of one
/// challenge (Ben-Sasson and others, "DEEP-FRI", ITCS 2020); codewords of different heights join
/// while folding, with the power of the folding challenge after those of the folding itself.
/// Soundness: Ben-Sasson, Carmon, Haböck, Kopparty, Saraf, eprint 2025/2055, for correlated
/// agreement up to the Johnson bound; Haböck, eprint 2022/1216, for the batched protocol.
public struct FRIVerifier<Hashing: ProofHashing>: Sendable {
    /// Rate, queries, grinding and folding.
    public let parameters: FRIParameters
    /// Factor between subgroups and the domains of tables.
    public let shift: Goldilocks
    /// Threads to use; a guest has one.
    public let workers: Workers

    /// Creates a verifier for the given parameters.
    public init(
        parameters: FRIParameters, shift: Goldilocks = .generator,
        workers: Workers = .serial
    ) {
        self.parameters = parameters
        self.shift = shift
        self.workers = workers
    }

    /// Verifies claims: commit phase, then query phase.
    ///
    /// Never traps, whatever claims and proof are.
    public func verify(
        _ claims: [BatchClaim<Hashing.Tree>], proof: FRIProof<Hashing.Tree>,
        transcript: FRITranscript<Hashing>
    ) throws(FRIError) {
        try checkClaims(claims)
        let heights = claims.flatMap { $0.shape.heightsLog2 }
        let schedule = FoldingSchedule(sizesLog2: heights, parameters: parameters)
        try checkShape(proof, schedule: schedule, batchCount: claims.count)
        var transcript = transcript
        transcript.absorb(claims)
        guard let batching = transcript.batchingChallenge(nonce: proof.batchingNonce) else {
            throw .batchingNonce
        }
        let foldingChallenges = proof.layerCaps.map { transcript.foldingChallenge(cap: $0) }
        transcript.absorb(finalPolynomial: proof.finalPolynomial)
        let drawn = transcript.queryIndices(nonce: proof.nonce, sizeLog2: schedule.firstLog2)
        guard let indices = drawn else { throw .nonce }
        guard proof.queryIndices == indices else { throw .queryIndices }
        let queries = QueryPhase<Hashing>(
            parameters: parameters, claims: claims, proof: proof, schedule: schedule,
            combination: QuotientCombination(claims, batching: batching, shift: shift),
            foldingChallenges: foldingChallenges, indices: indices)
        try queries.verify(workers: workers)
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
            for (table, claims) in claim.tables.enumerated() {
                try checkTable(claims, batch: batch, table: table, shape: shape)
            }
        }
    }

    private func checkTable(
        _ claims: [PointClaim], batch: Int, table: Int, shape: CommitmentShape
    ) throws(FRIError) {
        let (height, width) = (shape.heightsLog2[table], shape.widths[table])
        let areAllOpened = claims.contains { $0.opened.columns == nil }
        guard areAllOpened else { throw .unopenedTable(batch: batch, table: table) }
        let coset = CubicExtension(shift.squared(times: height))
        for claim in claims where claim.opened.point.squared(times: height) == coset {
            throw .pointInDomain(batch: batch, table: table)
        }
        for claim in claims {
            let inRange = (claim.opened.columns ?? []).allSatisfy { $0 >= 0 && $0 < width }
            guard inRange else { throw .columnRange(batch: batch, table: table) }
            let expected = claim.opened.columnCount(of: width)
            guard claim.values.count == expected else {
                throw .valueCount(
                    batch: batch, table: table, expected: expected, actual: claim.values.count)
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
        guard proof.queryIndices.count == parameters.queryCount else {
            throw .queryCount(
                expected: parameters.queryCount, actual: proof.queryIndices.count)
        }
        guard proof.batches.count == batchCount else {
            throw .batchCount(expected: batchCount, actual: proof.batches.count)
        }
        guard proof.layers.count == schedule.layers.count else {
            throw .layerOpeningCount(
                expected: schedule.layers.count, actual: proof.layers.count)
        }
    }
}
