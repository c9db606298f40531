public import Commitments
public import Fields
public import Parallel

/// Verifies batched DEEP-FRI over tables of mixed heights: form, then `FRIVerification`.
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
        transcript: FRITranscript<Hashing.Sponge>
    ) throws(FRIError) {
        try checkClaims(claims)
        try checkShape(proof, commitments: claims.map { $0.shape })
        var builder = Builder(proof, workers: workers)
        let (points, values) = Self.values(of: claims)
        try FRIVerification<Builder>(
            parameters: parameters, shift: shift, points: points, claims: values
        ).verify(proof.values(for: Builder.self), transcript: transcript, builder: &builder)
    }

    private typealias Builder = NativeVerifierBuilder<Hashing>

    /// The claims with their distinct points.
    private static func values(
        of claims: [BatchClaim<Hashing.Tree>]
    ) -> (points: [CubicExtension], claims: [CommitmentClaim<Builder>]) {
        var points = [CubicExtension]()
        let values = claims.map { claim in
            CommitmentClaim<Builder>(
                commitment: OpenedCommitment(cap: claim.cap, shape: claim.shape),
                tables: claim.tables.map { table in
                    table.map { claim in
                        let known = points.firstIndex(of: claim.opened.point)
                        if known == nil { points.append(claim.opened.point) }
                        return CommitmentClaim<Builder>.Values(
                            point: known ?? points.count - 1, columns: claim.opened.columns,
                            values: claim.values)
                    }
                })
        }
        return (points, values)
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
        let width = shape.widths[table]
        let areAllOpened = claims.contains { $0.opened.columns == nil }
        guard areAllOpened else { throw .unopenedTable(batch: batch, table: table) }
        for (index, claim) in claims.enumerated() {
            // The two claims would have the same weights.
            let isRepeated = claims[..<index].contains { $0.opened.point == claim.opened.point }
            guard !isRepeated else { throw .repeatedPoint(batch: batch, table: table) }
        }
        for claim in claims {
            let inRange = (claim.opened.columns ?? []).allSatisfy { $0 >= 0 && $0 < width }
            guard inRange else { throw .columnRange(batch: batch, table: table) }
            let columns = claim.opened.columns ?? []
            guard zip(columns, columns.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw .columnOrder(batch: batch, table: table)
            }
            let expected = claim.opened.columnCount(of: width)
            guard claim.values.count == expected else {
                throw .valueCount(
                    batch: batch, table: table, expected: expected, actual: claim.values.count)
            }
        }
    }

    /// Checks that the lists of a proof have the lengths that commitments of some shapes ask for.
    ///
    /// The rows of openings are checked when they are opened.
    public func checkShape(
        _ proof: FRIProof<Hashing.Tree>, commitments: [CommitmentShape]
    ) throws(FRIError) {
        let schedule = FoldingSchedule(
            sizesLog2: commitments.flatMap { $0.heightsLog2 }, parameters: parameters)
        let batchCount = commitments.count
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
