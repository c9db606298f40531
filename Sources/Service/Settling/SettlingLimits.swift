/// Every limit of settlement.
package enum SettlingLimits {
    /// Sealed blocks kept in memory once every chain has executed them.
    package static let blocksKept: UInt64 = 1_024
    /// Payouts of a chain that are certainly kept; the index holds at most four times as many.
    package static let payoutsKept = 1_000
    /// Blocks in one execute transaction.
    static let blocksPerExecute = 8
    /// Blocks in one proof.
    static let blocksPerProof: UInt64 = 64
    /// Executed blocks whose payouts are looked at for claims after a start.
    static let blocksClaimedAfterStart: UInt64 = 64
    /// Calls that one chain may leave unfinished before claims wait.
    static let claimsInFlight = 16
    /// Positions of a feed whose entries are not all stored yet.
    static let positionsKept = 4_096
    /// Proofs kept for chains that ask for the same range.
    static let proofsKept = 256
    /// Time between two rounds of questions to the oracles.
    static let oracleRefreshMilliseconds: UInt64 = 250
    /// Time between two audits of custody.
    static let auditMilliseconds: UInt64 = 5_000
}
