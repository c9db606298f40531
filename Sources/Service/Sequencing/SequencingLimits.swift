/// Every limit of sequencing.
package enum SequencingLimits {
    /// Submissions that are applied and not yet durable; more are refused as overloaded.
    package static let inFlightOperations = 8_192
    /// Results kept in memory besides those that are not stored yet.
    static let recentResults = 65_536
    /// Time that shutdown waits for what is in flight.
    static let shutdownMilliseconds: UInt64 = 5_000
    /// Time between two looks at the age of the open block.
    static let tickMilliseconds: UInt64 = 10
    /// Entries that a queue in an array leaves behind its head before it is compacted.
    static let consumedEntries = 4_096
}
