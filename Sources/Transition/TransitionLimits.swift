/// Limits of this module beside those of the ledger.
public enum TransitionLimits {
    /// The most hops that a search for the best path prices before it answers with what it has.
    public static let maximumSearchHops = 20_000
    /// The most records that a witness may carry.
    public static let maximumWitnessRecords = 32_768
}
