/// Every limit of this module.
public enum SettlementLimits {
    /// The greatest confirmation depth of a watcher, in blocks.
    public static let confirmationDepth: UInt64 = 4_096
    /// The greatest plausible height of a chain: sums of heights never overflow below it.
    public static let blockNumber: UInt64 = 1 << 62
    /// The distance to the confirmed head from which a watcher reads ranges instead of blocks.
    public static let rangeThreshold: UInt64 = 64
    /// The most blocks asked for in one range.
    public static let rangeBlockCount: UInt64 = 1_000
    /// The most events accepted in one block or range.
    public static let eventCount = 100_000
    /// The most rounds for which a follower asks nothing after logs that were false.
    public static let pausedRoundCount = 31
    /// The disagreements in a row after which the pause no longer doubles.
    static let pauseDoublings = 5
    /// The greatest length of a transaction identifier.
    public static let transactionIDByteCount = 64
    /// The greatest payload of one transaction.
    public static let payloadByteCount = 131_072
    /// The most unconfirmed transactions of a sender.
    public static let inFlightCount = 64
    /// The most transactions that wait for a nonce.
    public static let queuedCount = 1_024
    /// The greatest nonce: far below 2^64 - 1, where EIP-2681 ends.
    public static let nonce: UInt64 = 1 << 62
    /// The most fee offers for one nonce.
    public static let attemptCount = 40
}
