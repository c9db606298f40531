public import FRI

/// The parameters of proofs of recursion programs; each has 128 bits that are proven.
///
/// Proofs of runs have `ParameterSet.chunk`, and so have joins. Nothing else verifies the others, so
/// they have no number of a set.
public enum RecursionParameters {
    /// Blow-up 2, for joins.
    public static let joins = ParameterSet.chunk.parameters
    /// Blow-up 8 and a third of the queries, for the compressed root of a tree.
    public static let compression = parameters(blowupLog2: 3, queryCount: 73)
    /// Blow-up 32, for the last layer: each query costs its circuit 60,000 constraints.
    public static let lastLayer = parameters(
        blowupLog2: 5, queryCount: 44, finalCountLog2: 5, capLog2: 7)

    private static func parameters(
        blowupLog2: Int, queryCount: Int, finalCountLog2: Int = 4, capLog2: Int = 6
    ) -> FRIParameters {
        guard
            let parameters = FRIParameters(
                blowupLog2: blowupLog2, queryCount: queryCount, grindingBits: 20,
                finalCountLog2: finalCountLog2, capLog2: capLog2, batchingGrindingBits: 12)
        else { preconditionFailure("constants within the limits") }
        return parameters
    }
}
