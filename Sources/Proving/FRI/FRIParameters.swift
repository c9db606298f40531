/// The numbers of a low-degree proof that decide its size and its soundness.
public struct FRIParameters: Sendable, Equatable {
    /// The logarithm of the inverse rate.
    public let blowupLog2: Int
    /// How many places are opened.
    public let queryCount: Int
    /// The work before the places are drawn, in bits.
    public let grindingBits: Int
    /// The work before the challenge is drawn that combines all columns, in bits.
    public let batchingGrindingBits: Int
    /// The logarithm of the greatest folding factor.
    public let foldingLog2: Int
    /// The logarithm of the number of coefficients that are sent instead of folded further.
    public let finalCountLog2: Int
    /// The logarithm of the number of nodes in a cap.
    public let capLog2: Int

    /// The given numbers, or `nil` when one passes its limit.
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

    /// Numbers that are known to be within the limits.
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
