/// Limits of this module beside those of the ledger.
public enum TransitionLimits {
    /// The most hops that a search for the best path prices before it answers with what it has.
    public static let maximumSearchHops = 20_000
}
