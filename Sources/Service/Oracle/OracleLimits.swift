/// Every limit of an oracle.
enum OracleLimits {
    /// The time that shutdown waits for a call that a chain has not answered.
    static let stopPatienceMilliseconds = 4_000
}
