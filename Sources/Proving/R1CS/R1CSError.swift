/// Reasons to refuse a circuit or its assignment.
public enum R1CSError: Error, Equatable, Sendable {
    /// A variable that no constraint mentions.
    case unused(variable: Int, gadget: String)
    /// A variable that only one constraint mentions, and only linearly.
    ///
    /// It can satisfy that constraint for any values of the others, so the constraint has no
    /// effect.
    case unconstrained(variable: Int, gadget: String)
    /// A constraint that the values of this run do not satisfy.
    case unsatisfied(constraint: Int, gadget: String)
    /// More constraints or variables than `R1CSLimits` allows.
    case tooLarge(limit: Int)
    /// Another number of values than variables.
    case assignmentCount(expected: Int, actual: Int)
}

/// Greatest number of constraints and of variables: transforms of scalars end at 2^28.
public enum R1CSLimits {
    /// Most constraints and most variables: transforms of scalars end at 2^28.
    public static let count = 1 << 26
}
