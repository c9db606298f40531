/// The parameters in use, by their number in encoded proofs.
///
/// Bits are those of `SecurityEstimate` for the shapes named; a test compares them for every set.
public enum ParameterSet: UInt32, Sendable, CaseIterable {
    /// Blow-up 2: for chunks, where the prover's time counts.
    case chunk = 1
    /// Blow-up 4, half as many queries: for proofs that are verified inside proofs.
    case small = 2
    /// A few bits only, without security: for fast tests.
    case test = 3

    /// The set with the given parameters; `nil` when no set has them.
    public init?(_ parameters: FRIParameters) {
        guard let set = Self.allCases.first(where: { $0.parameters == parameters }) else {
            return nil
        }
        self = set
    }

    /// The parameters of the set.
    ///
    /// Work on the batching challenge allows machines of 4,000 pairs of columns and points at
    /// 2^22 rows; it costs the prover 2^12 permutations.
    public var parameters: FRIParameters {
        switch self {
        case .chunk:
            FRIParameters(
                checkedBlowupLog2: 1, queryCount: 219, grindingBits: 20, capLog2: 6,
                batchingGrindingBits: 12)
        case .small:
            FRIParameters(
                checkedBlowupLog2: 2, queryCount: 109, grindingBits: 20, capLog2: 6,
                batchingGrindingBits: 12)
        case .test:
            FRIParameters(
                checkedBlowupLog2: 1, queryCount: 8, grindingBits: 1, finalCountLog2: 2,
                capLog2: 1, batchingGrindingBits: 1)
        }
    }

    /// Provable bits, up to the Johnson bound.
    public var promisedBits: Int {
        switch self {
        case .chunk, .small: 128
        case .test: 4
        }
    }

    /// Whether the set has no security and is for tests.
    public var isForTestsOnly: Bool { self == .test }
}
