public import Commitments

/// The size of every part of a FRI proof, derived from commitments and parameters.
public struct FRIShape: Sendable, Equatable {
    /// The shape of each commitment that is opened.
    public let commitments: [CommitmentShape]
    /// The shape of the commitment to each folded codeword.
    public let layers: [CommitmentShape]
    /// The logarithm of the length of the longest codeword, of which each query opens a row.
    public let sizeLog2: Int
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
        layers = schedule.layers.compactMap { $0.shape(capLog2: parameters.capLog2) }
        sizeLog2 = schedule.firstLog2
        finalCount = 1 << (schedule.lastLog2 - parameters.blowupLog2)
        queryCount = parameters.queryCount
    }

    /// The leaves of a commitment that queries open: the upper bits of their indices.
    public func leaves(of shape: CommitmentShape, indices: [Int]) -> LeafSet {
        LeafSet(indices.map { $0 >> (sizeLog2 - shape.treeHeightLog2) })
    }
}
