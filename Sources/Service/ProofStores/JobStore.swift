public import Bytes
public import ProofJobs

/// A leased job: its right, and how long it holds from now without a heartbeat.
public struct LeasedJob: Equatable, Sendable {
    public let lease: JobLease
    public let milliseconds: UInt64

    /// A leased job as a store or a message has it.
    public init(lease: JobLease, milliseconds: UInt64) {
        (self.lease, self.milliseconds) = (lease, milliseconds)
    }
}

/// All records of a queue, in the order of adding, at a time of its clock.
public struct QueueSnapshot: Equatable, Sendable {
    public let records: [JobRecord]
    /// Milliseconds since 1970.
    public let nowMilliseconds: UInt64

    /// A snapshot as a store or a message has it.
    public init(records: [JobRecord], nowMilliseconds: UInt64) {
        (self.records, self.nowMilliseconds) = (records, nowMilliseconds)
    }
}

/// The queue as workers and operators see it; usable from any thread.
///
/// Every call is durable on return and may be sent again when its outcome is unknown.
public protocol JobSource: Sendable {
    /// Gives a worker the job of the oldest block that it can do; `nil` if there is none.
    func lease(_ kinds: Set<JobKind>, to worker: String) throws(JobError) -> LeasedJob?
    /// A job with its payload; throws `unknownJob`.
    func job(_ id: Bytes32) throws(JobError) -> ProofJob
    /// The result of a job; `nil` while there is none. Throws `unknownJob`.
    func result(_ id: Bytes32) throws(JobError) -> [UInt8]?
    /// Extends a lease; throws `leaseLost`.
    func heartbeat(_ lease: JobLease) throws(JobError)
    /// Delivers a result, which is verified before anything changes.
    ///
    /// The first that verifies counts, whatever became of the lease; the same one again changes
    /// nothing. Throws `alreadyFinished`, `notReady`, `refusedResult`, `cannotVerify`, `tooLarge`.
    func complete(_ lease: JobLease, result: [UInt8], cost: JobCost) throws(JobError)
    /// Says that an attempt failed; throws `leaseLost`.
    func fail(_ lease: JobLease, reason: String) throws(JobError)
    /// Gives a lease back; throws `leaseLost`.
    func release(_ lease: JobLease) throws(JobError)
    /// Says that the stored result with a digest is wrong, so that its job is done again.
    ///
    /// Throws `validResult` when it verifies here, `otherResult` when it is not the stored one.
    func refuse(_ id: Bytes32, digest: Bytes32, reason: String) throws(JobError)
    /// Lets a job run again that was set aside; throws `notPoisoned`.
    func retry(_ id: Bytes32) throws(JobError)
    /// All records at the time of the queue.
    func snapshot() throws(JobError) -> QueueSnapshot
}

extension JobSource {
    /// What waits, runs and fails.
    public func status() throws(JobError) -> JobStatus {
        let snapshot = try snapshot()
        return JobStatus(snapshot.records, now: snapshot.nowMilliseconds)
    }
}

/// The queue as the planner sees it.
public protocol JobStore: JobSource {
    /// Adds jobs, all or none; those that are there already are left as they are.
    func add(_ jobs: [ProofJob]) throws(JobError)
    /// Removes jobs with payloads and results.
    func remove(_ ids: [Bytes32]) throws(JobError)
}

extension JobStore {
    /// Adds the chunks of a sealed block, unless it has chunks already.
    public func addBlock(_ number: UInt64, parts: [ProofPlanner.Part]) throws(JobError) {
        try add(ProofPlanner(snapshot().records).chunks(of: number, parts: parts))
    }

    /// Adds the jobs of the next range, if it is time, and removes what is not needed any more.
    ///
    /// Decided from the records alone, so a process that starts again goes on by calling it.
    ///
    /// - Parameter executed: The last block that every chain has executed; 0 keeps every wrap.
    public func plan(
        executedThrough executed: UInt64 = 0, policy: RangePolicy = .immediate
    ) throws(JobError) {
        let snapshot = try snapshot()
        let planner = ProofPlanner(snapshot.records)
        let jobs = try planner.range(policy, now: snapshot.nowMilliseconds)
        if !jobs.isEmpty { try add(jobs) }
        let forgettable = planner.forgettable(executedThrough: executed)
        if !forgettable.isEmpty { try remove(forgettable) }
    }
}
