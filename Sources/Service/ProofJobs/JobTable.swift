public import Bytes

/// The records of a queue within one transaction: what a store provides, and on it every rule.
///
/// A record that was read may not change until the transaction ends. Each operation either returns
/// or throws and has put nothing, but for `lease`, which ends leases that are over, and `reject`.
public protocol JobTable {
    /// The record of a job; `nil` if there is none.
    func record(_ id: Bytes32) throws(JobError) -> JobRecord?
    /// The records of the jobs that wait or waited for a job.
    func dependents(of id: Bytes32) throws(JobError) -> [JobRecord]
    /// Of the jobs of some kinds that can be had at a time: that of the oldest block, and of these
    /// the one that was added first.
    func firstAvailable(_ kinds: Set<JobKind>, now: UInt64) throws(JobError) -> JobRecord?
    /// The place of the next record in the order of adding.
    mutating func nextSequence() throws(JobError) -> UInt64
    /// Stores a record, new or changed.
    mutating func put(_ record: JobRecord) throws(JobError)
}

extension JobTable {
    /// Adds a job; `false` if it is there already.
    ///
    /// Throws `unknownNeed`.
    public mutating func add(_ job: ProofJob, now: UInt64) throws(JobError) -> Bool {
        guard try record(job.id) == nil else { return false }
        var missing: [Bytes32] = []
        for need in job.needs {
            guard let needed = try record(need) else { throw .unknownNeed(need) }
            if needed.resultDigest == nil, !missing.contains(need) { missing.append(need) }
        }
        try put(JobRecord(job, missing: missing, sequence: try nextSequence(), now: now))
        return true
    }

    /// Gives a worker the job of the oldest block that it can do; `nil` if there is none.
    public mutating func lease(
        _ kinds: Set<JobKind>, to worker: String, now: UInt64, settings: QueueSettings
    ) throws(JobError) -> JobLease? {
        guard (1...JobLimits.workerByteCount).contains(worker.utf8.count) else {
            throw .tooLarge(limit: JobLimits.workerByteCount, actual: worker.utf8.count)
        }
        while var record = try firstAvailable(kinds, now: now) {
            record.expire(now: now, settings: settings)
            guard record.state == .ready else {
                try put(record)
                continue
            }
            let lease = record.lease(to: worker, now: now, settings: settings)
            try put(record)
            return lease
        }
        return nil
    }

    /// Extends a lease and returns its new end; throws `leaseLost`.
    public mutating func heartbeat(
        _ lease: JobLease, now: UInt64, settings: QueueSettings
    ) throws(JobError) -> UInt64 {
        var record = try held(lease)
        let end = now + settings.leaseMilliseconds
        record.state = .leased(lease, until: end)
        try put(record)
        return end
    }

    /// Gives a lease back, which is no failure; throws `leaseLost`.
    public mutating func release(_ lease: JobLease, now: UInt64) throws(JobError) {
        var record = try held(lease)
        record.enter(.ready, now: now)
        try put(record)
    }

    /// Counts an attempt that failed; throws `leaseLost`.
    public mutating func fail(
        _ lease: JobLease, reason: String, now: UInt64, settings: QueueSettings
    ) throws(JobError) {
        var record = try held(lease)
        record.fail(worker: lease.worker, reason: reason, now: now, settings: settings)
        try put(record)
    }

    /// Whether a result would be taken, before it is verified; `false` if it is there already.
    ///
    /// Throws `unknownJob`, `notReady`, `alreadyFinished`.
    public func accepts(_ digest: Bytes32, for id: Bytes32) throws(JobError) -> Bool {
        let record = try known(id)
        if let present = record.resultDigest {
            guard present == digest else { throw .alreadyFinished(id) }
            return false
        }
        guard record.missing.isEmpty else { throw .notReady(id) }
        return true
    }

    /// Takes the digest of a verified result, whoever sent it and whatever became of the lease.
    ///
    /// `false` if it is there already; throws as `accepts`.
    public mutating func complete(
        _ lease: JobLease, digest: Bytes32, cost: JobCost, now: UInt64
    ) throws(JobError) -> Bool {
        guard try accepts(digest, for: lease.job) else { return false }
        var record = try known(lease.job)
        let worker = JobRecord.cut(lease.worker, JobLimits.workerByteCount)
        record.enter(.finished(digest: digest, worker: worker, cost: cost), now: now)
        try put(record)
        for var dependent in try dependents(of: lease.job) {
            dependent.satisfy(lease.job, now: now)
            try put(dependent)
        }
        return true
    }

    /// Counts a result that does not verify as a failure, if the sender has the lease.
    public mutating func reject(
        _ lease: JobLease, reason: String, now: UInt64, settings: QueueSettings
    ) throws(JobError) {
        var record = try known(lease.job)
        guard record.isHeld(by: lease) else { return }
        record.fail(
            worker: lease.worker, reason: "wrong result: \(reason)", now: now,
            settings: settings)
        try put(record)
    }

    /// Takes back a stored result that turned out wrong.
    ///
    /// Its job is to be done again, and those that wait for it wait again. Throws `unknownJob`,
    /// `otherResult`.
    public mutating func refuse(
        _ id: Bytes32, digest: Bytes32, reason: String, now: UInt64, settings: QueueSettings
    ) throws(JobError) {
        var record = try known(id)
        guard case .finished(digest, let worker, _) = record.state else {
            throw .otherResult(id)
        }
        record.fail(
            worker: worker, reason: "wrong result: \(reason)", now: now, settings: settings)
        try put(record)
        for var dependent in try dependents(of: id) {
            dependent.lose(id, now: now)
            try put(dependent)
        }
    }

    /// Lets a job run again that was set aside; throws `unknownJob`, `notPoisoned`.
    public mutating func retry(_ id: Bytes32, now: UInt64) throws(JobError) {
        var record = try known(id)
        guard record.state == .poisoned else { throw .notPoisoned(id) }
        record.retry(now: now)
        try put(record)
    }

    private func known(_ id: Bytes32) throws(JobError) -> JobRecord {
        guard let record = try record(id) else { throw .unknownJob(id) }
        return record
    }

    private func held(_ lease: JobLease) throws(JobError) -> JobRecord {
        let record = try known(lease.job)
        guard record.isHeld(by: lease) else { throw .leaseLost(lease.job) }
        return record
    }
}
