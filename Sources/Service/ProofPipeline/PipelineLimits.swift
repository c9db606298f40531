/// Every limit of the pipeline.
enum PipelineLimits {
    /// The niceness of the threads that compute.
    static let niceness: Int32 = 5
    /// The time after which what failed is tried again.
    static let retryMilliseconds: UInt64 = 5_000
    /// The time between two looks at the queue.
    static let planMilliseconds: UInt64 = 1_000
    /// The time that shutdown waits for threads that make keys or cut a block.
    static let stopPatienceMilliseconds = 4_000
    /// Jobs that run or fail, of each the first so many, in the report of health.
    static let reportedJobs = 3
}
