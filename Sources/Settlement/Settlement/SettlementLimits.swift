/// Every limit of this module.
public enum SettlementLimits {
    /// The greatest confirmation depth a watcher may be given, in blocks.
    public static let confirmationDepth: UInt64 = 4_096
    /// The greatest plausible height of a chain: sums of heights never overflow below it.
    public static let blockNumber: UInt64 = 1 << 62
    /// How far behind the confirmed head a watcher must be to read ranges instead of blocks.
    public static let rangeThreshold: UInt64 = 64
    /// The most blocks asked for in one range.
    public static let rangeBlockCount: UInt64 = 1_000
    /// The most events accepted in one block or range.
    public static let eventCount = 100_000
    /// The greatest length of a transaction identifier.
    public static let transactionIDByteCount = 64
    /// The greatest payload of one transaction.
    public static let payloadByteCount = 131_072
    /// The most transactions a sender keeps unconfirmed.
    public static let inFlightCount = 64
    /// The most transactions that wait for a nonce.
    public static let queuedCount = 1_024
    /// No account reaches this nonce: EIP-2681 ends below 2^64 - 1, this is far lower.
    public static let nonce: UInt64 = 1 << 62
    /// The most times one transaction is offered at a new price.
    public static let attemptCount = 40
}
