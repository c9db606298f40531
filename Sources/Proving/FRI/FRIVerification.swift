import Commitments
public import Fields
import Transcripts

/// The equations of FRI over the operations of a builder: batched DEEP-FRI over tables of mixed
/// heights.
///
/// The quotients (v - p(x)) / (z - x) of all columns of one height are combined with powers of one
/// challenge (Ben-Sasson and others, "DEEP-FRI", ITCS 2020); codewords of different heights join
/// while folding, with the power of the folding challenge after those of the folding itself.
/// Soundness: Ben-Sasson, Carmon, Haböck, Kopparty, Saraf, eprint 2025/2055, for correlated
/// agreement up to the Johnson bound; Haböck, eprint 2022/1216, for the batched protocol.
///
/// All sizes are right: claims and proof have the form that `FRIVerifier` checks.
public struct FRIVerification<Builder: VerifierBuilder>: Sendable {
    private let parameters: FRIParameters
    private let shift: Goldilocks
    private let points: [Builder.Cubic]
    private let claims: [CommitmentClaim<Builder>]
    private let schedule: FoldingSchedule

    /// The verification of claims about columns at points, on domains shifted by a factor.
    public init(
        parameters: FRIParameters, shift: Goldilocks, points: [Builder.Cubic],
        claims: [CommitmentClaim<Builder>]
    ) {
        self.parameters = parameters
        self.shift = shift
        self.points = points
        self.claims = claims
        schedule = FoldingSchedule(
            sizesLog2: claims.flatMap { $0.commitment.shape.heightsLog2 },
            parameters: parameters)
    }

    /// Verifies the claims: commit phase, then query phase.
    public func verify(
        _ proof: FRIValues<Builder>, transcript: FRITranscript<Builder.Sponge>,
        builder: inout Builder
    ) throws(FRIError) {
        try checkPoints(builder)
        var transcript = transcript
        transcript.absorb(
            claims: claims.flatMap { claim in
                claim.tables.flatMap { $0.map { (points[$0.point], $0.values) } }
            })
        guard let batching = transcript.batchingChallenge(nonce: proof.batchingNonce) else {
            throw .batchingNonce
        }
        let foldingChallenges = proof.layerCaps.map { cap in
            transcript.foldingChallenge(cap: cap)
        }
        transcript.absorb(finalPolynomial: proof.finalPolynomial)
        let drawn = transcript.queryIndices(nonce: proof.nonce, sizeLog2: schedule.firstLog2)
        guard let indices = drawn else { throw .nonce }
        guard builder.opensRows(at: indices) else { throw .queryIndices }
        // Weights exist before rows are opened: where a row is hashed, it can be folded too.
        let combination = QuotientCombination(
            claims, points: points, batching: batching, shift: shift, builder: builder)
        let commitments =
            claims.map { $0.commitment } + layerCommitments(proof.layerCaps)
        if let refusal = builder.open(commitments, at: indices, sizeLog2: schedule.firstLog2) {
            throw error(of: refusal)
        }
        let queries = QueryPhase(
            schedule: schedule, combination: combination, foldingChallenges: foldingChallenges,
            finalPolynomial: proof.finalPolynomial,
            indices: indices, firstLayer: claims.count)
        try queries.verify(builder)
    }

    /// Checks that no point is in the domain of a table that is opened there.
    ///
    /// The domain of 2^k elements are the x with x^(2^k) = s^(2^k), s the shift.
    private func checkPoints(_ builder: Builder) throws(FRIError) {
        var seen = [(heightLog2: Int, point: Int)]()
        var squares = [[Builder.Cubic]](repeating: [], count: points.count)
        for (batch, claim) in claims.enumerated() {
            for (table, points) in claim.tables.enumerated() {
                let heightLog2 = claim.commitment.shape.heightsLog2[table]
                let coset = Builder.Cubic(
                    constant: CubicExtension(shift.squared(times: heightLog2)))
                for point in (points.map { $0.point }) {
                    if seen.contains(where: { $0 == (heightLog2, point) }) { continue }
                    seen.append((heightLog2, point))
                    if squares[point].isEmpty {
                        squares[point] = self.points[point].successiveSquares(schedule.firstLog2)
                    }
                    let power = squares[point][heightLog2]
                    guard builder.require(power, differsFrom: coset) else {
                        throw .pointInDomain(batch: batch, table: table)
                    }
                }
            }
        }
    }

    private func layerCommitments(
        _ caps: [[Builder.Node]]
    ) -> [OpenedCommitment<Builder.Node>] {
        zip(schedule.layers, caps).compactMap { layer, cap in
            layer.shape(capLog2: parameters.capLog2).map {
                OpenedCommitment(cap: cap, shape: $0)
            }
        }
    }

    private func error(of refusal: OpeningRefusal) -> FRIError {
        refusal.commitment < claims.count
            ? .batchOpening(batch: refusal.commitment, refusal.reason)
            : .layerOpening(layer: refusal.commitment - claims.count, refusal.reason)
    }
}
