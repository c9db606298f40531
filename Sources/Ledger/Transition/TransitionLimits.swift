/// Limits of this module, besides those of `LedgerLimits`.
public enum TransitionLimits {
    /// The most hops that a search for a route prices; then it gives the best route so far.
    public static let maximumSearchHops = 20_000
}
