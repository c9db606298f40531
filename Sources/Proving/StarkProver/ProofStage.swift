public import FRI

/// A part of the work of a proof; parts run once each, in this order.
public enum ProofStage: Hashable, Sendable, CaseIterable {
    /// Main columns on the larger domain.
    case mainExtension
    /// The tree over the main columns.
    case mainCommitment
    /// Partial and cumulative sums of the buses.
    case busColumns
    /// Bus columns on the larger domain.
    case busExtension
    /// The tree over the bus columns.
    case busCommitment
    /// Constraints on the larger domain, and the quotients extended.
    case quotient
    /// The tree over the quotients.
    case quotientCommitment
    /// The values at the out-of-domain point and their proof.
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
