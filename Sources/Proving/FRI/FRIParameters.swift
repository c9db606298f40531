/// The parameters of FRI, which determine size and soundness of a proof.
public struct FRIParameters: Sendable, Equatable {
    /// Logarithm of the blow-up, the inverse of the rate.
    public let blowupLog2: Int
    /// Number of queries.
    public let queryCount: Int
    /// Grinding before the query indices are drawn, in bits.
    public let grindingBits: Int
    /// Grinding before the batching challenge is drawn, in bits.
    public let batchingGrindingBits: Int
    /// Logarithm of the greatest folding factor.
    public let foldingLog2: Int
    /// Logarithm of the number of coefficients of the final polynomial.
    public let finalCountLog2: Int
    /// Logarithm of the number of nodes of a cap.
    public let capLog2: Int

    /// The given parameters, or `nil` if one passes its limit.
    public init?(
        blowupLog2: Int, queryCount: Int, grindingBits: Int, foldingLog2: Int = 3,
        finalCountLog2: Int = 4, capLog2: Int = 4, batchingGrindingBits: Int = 0
    ) {
        guard (1...8).contains(blowupLog2), (1...1_024).contains(queryCount) else { return nil }
        guard (0...30).contains(grindingBits), (1...4).contains(foldingLog2) else { return nil }
        guard (0...10).contains(finalCountLog2), (0...10).contains(capLog2) else { return nil }
        guard (0...30).contains(batchingGrindingBits) else { return nil }
        self.init(
            checkedBlowupLog2: blowupLog2, queryCount: queryCount, grindingBits: grindingBits,
            foldingLog2: foldingLog2, finalCountLog2: finalCountLog2, capLog2: capLog2,
            batchingGrindingBits: batchingGrindingBits)
    }

    /// Parameters known to be within the limits.
    init(
        checkedBlowupLog2 blowupLog2: Int, queryCount: Int, grindingBits: Int,
        foldingLog2: Int = 3, finalCountLog2: Int = 4, capLog2: Int = 4,
        batchingGrindingBits: Int
    ) {
        self.blowupLog2 = blowupLog2
        self.queryCount = queryCount
        self.grindingBits = grindingBits
        self.batchingGrindingBits = batchingGrindingBits
        self.foldingLog2 = foldingLog2
        self.finalCountLog2 = finalCountLog2
        self.capLog2 = capLog2
    }
}
