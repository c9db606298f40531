/// Every limit of settlement.
package enum SettlingLimits {
    /// Sealed blocks kept in memory once every chain has executed them.
    package static let blocksKept: UInt64 = 1_024
    /// Payouts of a chain kept at least; the index holds at most four times as many.
    package static let payoutsKept = 1_000
    /// The most blocks in one execute transaction.
    package static let blocksPerExecute = 8
    /// Executed blocks whose payouts are checked for claims after a start.
    static let blocksClaimedAfterStart: UInt64 = 64
    /// Unfinished calls on one chain from which on claims wait.
    static let claimsInFlight = 16
    /// The most positions of a feed not all of whose entries are stored yet.
    static let positionsKept = 4_096
    /// The time between two rounds of requests to the oracles.
    static let oracleRefreshMilliseconds: UInt64 = 250
    /// The time between two audits of custody.
    static let auditMilliseconds: UInt64 = 5_000
}
