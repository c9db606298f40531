/// Why a circuit or its assignment is refused.
public enum R1CSError: Error, Equatable, Sendable {
    /// A variable that no constraint mentions.
    case unused(variable: Int, gadget: String)
    /// A variable that only one constraint mentions, and only linearly: any choice of the others
    /// can be made good with it, so that this constraint says nothing.
    case unconstrained(variable: Int, gadget: String)
    /// A constraint that the values of this run do not satisfy.
    case unsatisfied(constraint: Int, gadget: String)
    /// More constraints or variables than `R1CSLimits` allows.
    case tooLarge(limit: Int)
    /// Another number of values than variables.
    case assignmentCount(expected: Int, actual: Int)
}

/// Limits of circuits.
public enum R1CSLimits {
    /// Most constraints and most variables: transforms of scalars end at 2^28.
    public static let count = 1 << 26
}
