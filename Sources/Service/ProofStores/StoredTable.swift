public import Bytes
public import ProofJobs

/// The records of a queue within one transaction, with payloads and results.
public protocol StoredTable: JobTable {
    /// Called before jobs are added: others that add wait until this transaction ends.
    mutating func willAdd() throws(JobError)
    /// All records in the order of adding.
    func allRecords() throws(JobError) -> [JobRecord]
    /// The encoding of a job; `nil` if there is none.
    func encodedJob(_ id: Bytes32) throws(JobError) -> [UInt8]?
    /// Stores the encoding of a job whose record was put.
    mutating func putJob(_ job: ProofJob) throws(JobError)
    /// The result that was stored last for a job, whatever its state.
    func storedResult(_ id: Bytes32) throws(JobError) -> [UInt8]?
    /// Stores the result of a job.
    mutating func putResult(_ result: [UInt8], of id: Bytes32) throws(JobError)
    /// Removes jobs with payloads and results.
    mutating func remove(_ ids: [Bytes32]) throws(JobError)
}

/// A queue whose calls are transactions on tables: each call, once for every kind of table.
public protocol TableJobStore: JobStore {
    /// Verifies every result before it is taken.
    var check: any ResultCheck { get }
    var settings: QueueSettings { get }
    /// Runs `body` on the tables at the present time: all that it does is durable on return, or
    /// nothing happened and the error is thrown.
    func transaction<Value: Sendable>(
        _ body: (inout any StoredTable, _ now: UInt64) throws(JobError) -> Value
    ) throws(JobError) -> Value
}

// MARK: The planner's side

extension TableJobStore {
    /// Adds jobs, all or none.
    public func add(_ jobs: [ProofJob]) throws(JobError) {
        try transaction { table, now throws(JobError) in
            try table.willAdd()
            for job in jobs where try table.add(job, now: now) { try table.putJob(job) }
        }
    }

    /// Removes jobs with payloads and results.
    public func remove(_ ids: [Bytes32]) throws(JobError) {
        try transaction { table, _ throws(JobError) in try table.remove(ids) }
    }

    /// All records at the time of the queue.
    public func snapshot() throws(JobError) -> QueueSnapshot {
        try transaction { table, now throws(JobError) in
            QueueSnapshot(records: try table.allRecords(), nowMilliseconds: now)
        }
    }
}

// MARK: The workers' side

extension TableJobStore {
    /// Gives a worker a job; `nil` if there is none.
    public func lease(
        _ kinds: Set<JobKind>, to worker: String
    ) throws(JobError) -> LeasedJob? {
        try transaction { table, now throws(JobError) in
            guard let lease = try table.lease(kinds, to: worker, now: now, settings: settings)
            else { return nil }
            return LeasedJob(lease: lease, milliseconds: settings.leaseMilliseconds)
        }
    }

    /// A job with its payload.
    public func job(_ id: Bytes32) throws(JobError) -> ProofJob {
        let bytes = try transaction { table, _ throws(JobError) in try table.encodedJob(id) }
        guard let bytes else { throw .unknownJob(id) }
        return try ProofJob(decoding: bytes)
    }

    /// The result of a job; `nil` while there is none.
    public func result(_ id: Bytes32) throws(JobError) -> [UInt8]? {
        try transaction { table, _ throws(JobError) in
            guard let record = try table.record(id) else { throw .unknownJob(id) }
            return record.resultDigest == nil ? nil : try table.storedResult(id)
        }
    }

    /// Extends a lease.
    public func heartbeat(_ lease: JobLease) throws(JobError) {
        _ = try transaction { table, now throws(JobError) in
            try table.heartbeat(lease, now: now, settings: settings)
        }
    }

    /// Delivers a result, which is verified outside of any transaction.
    public func complete(
        _ lease: JobLease, result: [UInt8], cost: JobCost
    ) throws(JobError) {
        let digest: Bytes32?
        do throws(JobError) {
            digest = try checkedDigest(of: result, for: lease.job)
        } catch {
            guard case .refusedResult(_, let reason) = error else { throw error }
            try transaction { table, now throws(JobError) in
                try table.reject(lease, reason: reason, now: now, settings: settings)
            }
            throw error
        }
        guard let digest else { return }
        try transaction { table, now throws(JobError) in
            if try table.complete(lease, digest: digest, cost: cost, now: now) {
                try table.putResult(result, of: lease.job)
            }
        }
    }

    /// Says that an attempt failed.
    public func fail(_ lease: JobLease, reason: String) throws(JobError) {
        try transaction { table, now throws(JobError) in
            try table.fail(lease, reason: reason, now: now, settings: settings)
        }
    }

    /// Gives a lease back.
    public func release(_ lease: JobLease) throws(JobError) {
        try transaction { table, now throws(JobError) in try table.release(lease, now: now) }
    }

    /// Has a job done again whose stored result does not verify here either.
    public func refuse(
        _ id: Bytes32, digest: Bytes32, reason: String
    ) throws(JobError) {
        let fault = try fault(of: id, digest: digest)
        try transaction { table, now throws(JobError) in
            let recorded = try recordedDigest(of: id, stored: digest, in: table)
            try table.refuse(id, digest: recorded, reason: fault, now: now, settings: settings)
        }
    }

    /// Lets a job run again that was set aside.
    public func retry(_ id: Bytes32) throws(JobError) {
        try transaction { table, now throws(JobError) in try table.retry(id, now: now) }
    }
}
