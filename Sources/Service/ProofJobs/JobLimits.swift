/// Limits of jobs and of what is kept about them.
public enum JobLimits {
    /// The most bytes of a job's payload, and of a result.
    public static let byteCount = 64 << 20
    /// The most jobs that a job waits for.
    public static let needCount = 16
    /// The most bytes of a worker's name.
    public static let workerByteCount = 64
    /// The most bytes of the reason of a failure; the rest is cut off.
    public static let reasonByteCount = 512
    /// The failures kept for each job, the latest.
    public static let failureCount = 8
    /// The most bytes of an encoded record: twice what the other limits allow.
    public static let recordByteCount = 1 << 14
}

/// How long a lease holds, and how often a job may fail.
public struct QueueSettings: Equatable, Sendable {
    /// The time after which a job without a heartbeat is given to another worker.
    public var leaseMilliseconds: UInt64 = 60_000
    /// The attempts that may fail before a job is set aside; at least 1.
    public var attemptCount: UInt32 = 5

    /// The defaults.
    public init() {}
}
