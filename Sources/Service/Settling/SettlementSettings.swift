/// Settings of settlement.
public struct SettlementSettings: Sendable, Equatable {
    /// Time between two looks at a chain.
    public var pollMilliseconds: UInt64 = 500
    /// Whether the node pays out what is pending for receivers.
    public var claimsForReceivers = true
    /// Time after which something that hangs is an alarm.
    public var alarmMilliseconds: UInt64 = 60_000
    /// Signatures that the chains ask for; `nil`: more than two thirds of the oracles, at least
    /// two.
    public var oracleThreshold: Int?

    /// The defaults.
    public init() {}
}
