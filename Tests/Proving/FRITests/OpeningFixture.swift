import Commitments
import FRI
import Fields
import Parallel
import Polynomials
import TestSupport
import Transcripts

/// Two commitments to random tables of mixed heights, opened at two points, with an honest proof.
struct OpeningFixture<Hashing: ProofHashing> {
    let parameters: FRIParameters
    var claims: [BatchClaim<Hashing.Tree>]
    var proof: FRIProof<Hashing.Tree>

    static var defaultShapes: [[(heightLog2: Int, width: Int)]] {
        [[(7, 3), (4, 2), (7, 1)], [(5, 4), (0, 2)]]
    }

    /// `alter` changes the extended tables before they are committed to.
    init?(
        shapes: [[(heightLog2: Int, width: Int)]] = Self.defaultShapes, foldingLog2: Int = 3,
        blowupLog2: Int = 1, queryCount: Int = 12, grindingBits: Int = 3,
        workers: Workers = .serial, alter: (inout [Matrix]) -> Void = { _ in }
    ) {
        guard
            let parameters = FRIParameters(
                blowupLog2: blowupLog2, queryCount: queryCount, grindingBits: grindingBits,
                foldingLog2: foldingLog2,
                finalCountLog2: 2, capLog2: 1, batchingGrindingBits: grindingBits)
        else { return nil }
        self.parameters = parameters
        var random = SeededGenerator(seed: 42)
        func cubic() -> CubicExtension {
            CubicExtension(
                Goldilocks(reducing: random.next()), Goldilocks(reducing: random.next()),
                Goldilocks(reducing: random.next()))
        }
        let points = [cubic(), cubic()]
        let batches = shapes.enumerated().map { place, shape in
            var tables = shape.map { heightLog2, width in
                let trace = Matrix(
                    width: width,
                    elements: (0..<width << heightLog2).map { _ in
                        Goldilocks(reducing: random.next())
                    })
                return LowDegreeExtension(heightLog2: heightLog2, blowupLog2: blowupLog2)
                    .extend(trace, workers: workers)
            }
            if place == 0 { alter(&tables) }
            return OpeningBatch(
                committed: CommittedTables<Hashing.Tree>(tables, capLog2: 1, workers: workers),
                points: shape.indices.map {
                    Self.points(of: $0, widths: shape.map(\.width), points)
                })
        }
        (claims, proof) = FRIProver<Hashing>(parameters: parameters, workers: workers).open(
            batches,
            transcript: FRITranscript(Transcript(tag: 1), parameters: parameters))
    }

    /// The first table is opened at both points, the second at the second point and in its last
    /// column also at the first, others at the second point.
    private static func points(
        of table: Int, widths: [Int], _ points: [CubicExtension]
    ) -> [OpenedPoint] {
        switch table {
        case 0: points.map { OpenedPoint($0) }
        case 1: [OpenedPoint(points[1]), OpenedPoint(points[0], columns: [widths[1] - 1])]
        default: [OpenedPoint(points[1])]
        }
    }

    func verify() throws(FRIError) {
        try FRIVerifier<Hashing>(parameters: parameters).verify(
            claims, proof: proof,
            transcript: FRITranscript(Transcript(tag: 1), parameters: parameters))
    }

    /// The error after a change, `nil` when the proof is accepted.
    func refusal(_ change: (inout Self) -> Void) -> FRIError? {
        var copy = self
        change(&copy)
        do {
            try copy.verify()
            return nil
        } catch {
            return error
        }
    }
}
