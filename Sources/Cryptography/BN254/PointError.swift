/// Reasons why bytes are not a point of a group.
public enum PointError: Error, Equatable, Sendable {
    /// The encoding has another length.
    case length(expected: Int, actual: Int)
    /// A coordinate is not below the modulus of `Fp`.
    case coordinateTooLarge
    /// The leading bits are no known combination, or non-zero bits follow those of infinity.
    case flags
    /// No point of the curve has these coordinates.
    case notOnCurve
    /// The point is on the curve and not of order r.
    case notInSubgroup
}
