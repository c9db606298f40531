public import FRI

/// A part of the work of a proof, in the order in which parts follow each other, each once.
public enum ProofStage: Hashable, Sendable, CaseIterable {
    /// Main columns on the larger domain.
    case mainExtension
    /// The tree over them.
    case mainCommitment
    /// Partial and cumulative sums of the buses.
    case busColumns
    /// These on the larger domain.
    case busExtension
    /// The tree over them.
    case busCommitment
    /// Constraints on the larger domain, and the quotients extended.
    case quotient
    /// The tree over the quotients.
    case quotientCommitment
    /// The values at the out-of-domain point and the proof that they are right.
    case opening(OpeningStage)

    /// All parts in their order.
    public static var allCases: [ProofStage] {
        [
            .mainExtension, .mainCommitment, .busColumns, .busExtension, .busCommitment, .quotient,
            .quotientCommitment,
        ] + OpeningStage.allCases.map { .opening($0) }
    }

    /// Name for reports.
    public var name: String {
        if case .opening(let stage) = self { stage.rawValue } else { "\(self)" }
    }
}
