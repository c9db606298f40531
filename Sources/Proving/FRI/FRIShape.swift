public import Commitments

/// The size of every part of a FRI proof, derived from commitments and parameters.
public struct FRIShape: Sendable, Equatable {
    /// The shape of each commitment that is opened.
    public let commitments: [CommitmentShape]
    /// Number of nodes of the cap of each folded codeword.
    public let layerCapCounts: [Int]
    /// Number of elements of a row of each folded codeword.
    public let layerWidths: [Int]
    /// Number of siblings of a path in each folded codeword.
    public let layerPathCounts: [Int]
    /// Number of coefficients of the final polynomial.
    public let finalCount: Int
    /// Number of queries.
    public let queryCount: Int

    /// The sizes for commitments to tables at least as high as the blow-up.
    public init(commitments: [CommitmentShape], parameters: FRIParameters) {
        self.init(
            commitments: commitments, parameters: parameters,
            schedule: FoldingSchedule(
                sizesLog2: commitments.flatMap { $0.heightsLog2 }, parameters: parameters))
    }

    init(
        commitments: [CommitmentShape], parameters: FRIParameters, schedule: FoldingSchedule
    ) {
        self.commitments = commitments
        let capsLog2 = schedule.layers.map { min(parameters.capLog2, $0.foldedLog2) }
        layerCapCounts = capsLog2.map { 1 << $0 }
        layerWidths = schedule.layers.map { 3 << $0.factorLog2 }
        layerPathCounts = zip(schedule.layers, capsLog2).map { $0.foldedLog2 - $1 }
        finalCount = 1 << (schedule.lastLog2 - parameters.blowupLog2)
        queryCount = parameters.queryCount
    }
}
