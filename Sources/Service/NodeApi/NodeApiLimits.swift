/// Every limit of the public interface.
enum NodeApiLimits {
    /// The age that `/health` and `/metrics` may have.
    static let statusMilliseconds: UInt64 = 200
    /// The number of frames kept for each channel.
    static let framesKept = 1_024
    /// The most channels whose frames are kept.
    static let channelsKept = 4_096
    /// The most subscriptions of one connection.
    static let subscriptionsPerConnection = 64
    /// The most subscriptions of all connections.
    static let subscriptions = 65_536
    /// The most payouts in one answer.
    static let listedPayouts = 1_000
    /// The most decoded public keys kept.
    static let keysKept = 65_536
    /// The time after which an overloaded node suggests to try again.
    static let retryAfterMilliseconds: UInt64 = 100
}
