public import FRI

/// A part of the work of a proof; parts follow each other in this order, each once.
public enum ProofStage: Hashable, Sendable, CaseIterable {
    /// Main columns on the larger domain.
    case mainExtension
    /// The tree over them.
    case mainCommitment
    /// Helpers and running sums of the buses.
    case busTraffic
    /// These on the larger domain.
    case busExtension
    /// The tree over them.
    case busCommitment
    /// Constraints on the larger domain, and the quotients extended.
    case quotient
    /// The tree over the quotients.
    case quotientCommitment
    /// The values at the point and the proof that they are right.
    case opening(OpeningStage)

    /// All parts in their order.
    public static var allCases: [ProofStage] {
        [
            .mainExtension, .mainCommitment, .busTraffic, .busExtension, .busCommitment, .quotient,
            .quotientCommitment,
        ] + OpeningStage.allCases.map { .opening($0) }
    }

    /// What people call it.
    public var name: String {
        if case .opening(let stage) = self { stage.rawValue } else { "\(self)" }
    }
}
