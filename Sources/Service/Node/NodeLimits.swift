/// Every limit of the node.
public enum NodeLimits {
    /// Operations that are decoded, verified or wait to be durable; more are refused as overloaded.
    public static let inFlightOperations = 8_192
    /// Requests of every kind that wait for a worker.
    public static let waitingRequests = 16_384
    /// Results kept in memory besides those that are not stored yet.
    public static let recentResults = 65_536
    /// Frames kept for each channel.
    public static let framesKept = 1_024
    /// Channels whose frames are kept.
    public static let channelsKept = 4_096
    /// Subscriptions of one connection.
    public static let subscriptionsPerConnection = 64
    /// Connections' subscriptions together.
    public static let subscriptions = 65_536
    /// Payouts in one answer.
    public static let listedPayouts = 1_000
    /// Blocks in one execute transaction.
    public static let blocksPerExecute = 8
    /// Blocks in one proof.
    public static let blocksPerProof: UInt64 = 64
    /// Alarms kept.
    public static let alarmsKept = 64
    /// Decoded keys kept.
    public static let keysKept = 65_536
    /// When a client shall try again.
    public static let retryAfterMilliseconds: UInt64 = 100
    /// How long shutdown waits for what is in flight.
    public static let shutdownMilliseconds = 5_000
    /// How long shutdown waits for calls that chains have not answered.
    public static let stopPatienceMilliseconds = 4_000
    /// How long an oracle may take to answer.
    public static let oracleTimeoutMilliseconds = 3_000
    /// How long an oracle that did not answer in time is not asked.
    public static let oraclePauseMilliseconds = 15_000
    /// Calls that one chain may leave unfinished before claims wait.
    public static let claimsInFlight = 16
    /// The largest block of a log's buffer that is written at once.
    public static let logBatchBytes = 4 << 20
}
