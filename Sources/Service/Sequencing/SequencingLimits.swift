/// Every limit of sequencing.
package enum SequencingLimits {
    /// Submissions applied and not yet durable; more are refused as overloaded.
    package static let inFlightOperations = 8_192
    /// Results kept in memory, besides those not stored yet.
    static let recentResults = 65_536
    /// The time that shutdown waits for operations in flight.
    static let shutdownMilliseconds: UInt64 = 5_000
    /// The time between two checks of the age of the open block.
    static let tickMilliseconds: UInt64 = 10
    /// Consumed entries at the head of a queue in an array before it is compacted.
    static let consumedEntries = 4_096
}
