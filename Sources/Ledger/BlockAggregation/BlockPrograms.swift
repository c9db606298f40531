public import Aggregation
import FRI
public import RiscvCircuits

extension AggregationPrograms {
    /// The programs that join proofs of blocks' parts, in the parameters of these.
    ///
    /// Records all programs twice or three times, for the heights: seconds. With the keys at hand the
    /// other initializer records none.
    ///
    /// - Parameters:
    ///   - key: The key of the guest program of parts.
    ///   - profiles: The shapes of parts, the largest last.
    public init(
        partsOf key: ProgramKey, profiles: [HeightProfile] = RiscvMachine.profiles
    ) throws {
        try self.init(
            runs: profiles.map { RunShape(key: key, profile: $0) },
            parameters: key.parameterSet.parameters)
    }

    /// The programs that join proofs of blocks' parts and have the given keys.
    public init(
        partsOf key: ProgramKey, profiles: [HeightProfile] = RiscvMachine.profiles,
        keys: AggregationKeys
    ) {
        self.init(runs: profiles.map { RunShape(key: key, profile: $0) }, shape: keys.shape)
    }
}
