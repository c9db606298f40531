/// Every limit of the public interface.
enum NodeApiLimits {
    /// Requests of every kind that wait for a worker.
    static let waitingRequests = 16_384
    /// Frames kept for each channel.
    static let framesKept = 1_024
    /// Channels whose frames are kept.
    static let channelsKept = 4_096
    /// Subscriptions of one connection.
    static let subscriptionsPerConnection = 64
    /// Subscriptions of all connections.
    static let subscriptions = 65_536
    /// Payouts in one answer.
    static let listedPayouts = 1_000
    /// Decoded public keys kept.
    static let keysKept = 65_536
    /// Time after which a client may try again.
    static let retryAfterMilliseconds: UInt64 = 100
}
