/// Timing and policy of settlement.
public struct SettlementSettings: Sendable, Equatable {
    /// The time between two readings of a chain.
    public var pollMilliseconds: UInt64 = 500
    /// Whether the node claims pending balances for receivers.
    public var claimsForReceivers = true
    /// The delay after which a step that does not progress is an alarm.
    public var alarmMilliseconds: UInt64 = 60_000
    /// The number of signatures that the chains require.
    ///
    /// `nil`: more than two thirds of the oracles, at least two.
    public var oracleThreshold: Int?

    /// The defaults.
    public init() {}
}
