import Commitments
public import Constraints
public import FRI
public import Fields
public import Parallel
public import Polynomials
public import StarkVerifier

/// A verifying key with the fixed columns and their tree, which only the prover needs.
public struct ProvingKey<Chips: Machine, Hashing: ProofHashing>: Sendable {
    /// Key of the verifier.
    public let verifying: StarkKey<Chips, Hashing>
    /// Fixed columns as given, one for each chip that has some.
    let fixedTables: [Matrix?]
    let fixedCommitment: CommittedTables<Hashing.Tree>?

    /// Commits to the fixed columns of each chip, `nil` where it has none.
    public init(
        machine: CheckedMachine<Chips>, parameters: FRIParameters, identity: [Goldilocks],
        fixed: [Matrix?], workers: Workers
    ) {
        precondition(fixed.count == machine.layouts.count)
        for (table, layout) in zip(fixed, machine.layouts) {
            precondition((table?.width ?? 0) == layout.shape.fixedWidth)
        }
        let extended = fixed.compactMap { $0 }.map {
            Self.extend($0, parameters: parameters, workers: workers)
        }
        fixedCommitment =
            extended.isEmpty
            ? nil
            : CommittedTables(extended, capLog2: parameters.capLog2, workers: workers)
        fixedTables = fixed
        verifying = StarkKey(
            checked: machine, parameters: parameters, identity: identity,
            fixedHeightsLog2: fixed.map { $0.flatMap { exactLog2($0.height) } },
            fixedCap: fixedCommitment?.cap ?? [])
    }

    private init(verifying: StarkKey<Chips, Hashing>, of key: Self) {
        self.verifying = verifying
        fixedTables = key.fixedTables
        fixedCommitment = key.fixedCommitment
    }

    /// The same key with another identity, for identities derived from the commitment.
    public func named(_ identity: [Goldilocks]) -> Self {
        let renamed = StarkKey<Chips, Hashing>(
            checked: verifying.checked, parameters: verifying.parameters, identity: identity,
            fixedHeightsLog2: verifying.fixedHeightsLog2, fixedCap: verifying.fixedCap)
        return Self(verifying: renamed, of: self)
    }

    /// The extension of a trace to the domain of commitments.
    static func extend(
        _ trace: Matrix, parameters: FRIParameters, workers: Workers
    ) -> Matrix {
        guard let heightLog2 = exactLog2(trace.height) else {
            preconditionFailure("the height of a trace must be a power of two")
        }
        return LowDegreeExtension(heightLog2: heightLog2, blowupLog2: parameters.blowupLog2)
            .extend(trace, workers: workers)
    }
}
