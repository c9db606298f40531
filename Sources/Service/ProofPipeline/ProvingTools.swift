public import Aggregation
import BlockProving
public import FRI
public import Groth16
import Parallel
package import ProofJobs
import Provers
public import Riscv
public import RiscvCircuits
package import Wrap

/// What the pipeline computes with: a cutter, the checks of all kinds of jobs, the last verifier.
package struct ProvingTools: Sendable {
    package let cutter: any PartCutting
    package let check: any ResultCheck
    /// Verifies a wrapped proof of its statement.
    package let verify: @Sendable (WrappedProof) throws(WrappedProof.Failure) -> Void

    package init(
        cutter: any PartCutting, check: any ResultCheck,
        verify: @escaping @Sendable (WrappedProof) throws(WrappedProof.Failure) -> Void
    ) {
        (self.cutter, self.check, self.verify) = (cutter, check, verify)
    }
}

/// The program of parts and the keys above it: what is proven, and what proofs are verified with.
public struct ProvenKeys: Sendable {
    /// The guest program of parts.
    public let program: Program
    /// The keys of the programs that join.
    public let joins: AggregationKeys
    /// The key with which contracts verify.
    public let wrap: VerifyingKey
    private let parameterSet: ParameterSet
    private let profiles: [HeightProfile]

    /// A program with the keys of its joins and of the wrap.
    public init(
        program: Program, joins: AggregationKeys, wrap: VerifyingKey,
        parameterSet: ParameterSet = .chunk, profiles: [HeightProfile] = RiscvMachine.profiles
    ) {
        (self.program, self.joins, self.wrap) = (program, joins, wrap)
        (self.parameterSet, self.profiles) = (parameterSet, profiles)
    }

    /// Makes the keys of all layers, which takes seconds.
    func tools(workers: Workers) throws -> ProvingTools {
        let parts = try PartProver(
            program, parameterSet: parameterSet, profiles: profiles, workers: workers)
        let layers = ProvingLayers(parts, keys: joins, workers: workers)
        let key = wrap
        return ProvingTools(
            cutter: PartCutter(parts), check: try layers.check(wrapKey: wrap)
        ) { wrapped throws(WrappedProof.Failure) in try wrapped.verify(key) }
    }
}
