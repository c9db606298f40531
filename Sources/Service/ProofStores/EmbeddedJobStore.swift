public import Bytes
public import ProofJobs
public import Scheduling
public import Storage
import Synchronization

/// A queue in the node's process: records in memory and in a key-value store, payloads and results
/// in the store alone.
///
/// Every change is one batch that is durable before the memory follows. The store should be one of
/// its own: LMDB has one writer, and a result of megabytes would hold up a block.
public final class EmbeddedJobStore: JobStore {
    /// The first byte of a key.
    private enum Table: UInt8 {
        case record = 1
        case payload = 2
        case result = 3
    }

    private let store: any KeyValueStore
    private let checked: CheckedResult
    private let settings: QueueSettings
    private let clock: any WallClock
    private let queue: Mutex<JobQueue>

    /// Opens the queue of a store; `check` verifies every result before it is taken.
    public init(
        _ store: any KeyValueStore, check: any ResultCheck,
        settings: QueueSettings = QueueSettings(), clock: any WallClock = SystemClock()
    ) throws(JobError) {
        (self.store, self.settings, self.clock) = (store, settings, clock)
        checked = CheckedResult(check: check)
        var records: [JobRecord] = []
        let pairs = try Self.storing { () throws(StorageError) in
            try store.scan(prefix: [Table.record.rawValue])
        }
        for pair in pairs { records.append(try JobRecord(decoding: pair.value)) }
        queue = Mutex(JobQueue(records))
    }

    private static func key(_ table: Table, _ id: Bytes32) -> [UInt8] {
        [table.rawValue] + id.array
    }

    private static func storing<Value>(
        _ body: () throws(StorageError) -> Value
    ) throws(JobError) -> Value {
        do throws(StorageError) {
            return try body()
        } catch {
            throw .unavailable(cause: "\(error)")
        }
    }

    /// Changes the queue in one batch: in memory only after the store has it.
    private func change<Value: Sendable>(
        _ body: (inout JobQueue, inout WriteBatch, UInt64) throws(JobError) -> Value
    ) throws(JobError) -> Value {
        try queue.withLock { queue throws(JobError) in
            var next = queue
            var batch = WriteBatch()
            let value = try body(&next, &batch, clock.nowMilliseconds)
            for record in next.takeChanges() {
                batch.put(Self.key(.record, record.id), record.encoded)
            }
            let changes = batch
            if !changes.isEmpty {
                try Self.storing { () throws(StorageError) in try store.write(changes) }
            }
            queue = next
            return value
        }
    }

    private func get(_ table: Table, _ id: Bytes32) throws(JobError) -> [UInt8]? {
        try Self.storing { () throws(StorageError) in try store.get(Self.key(table, id)) }
    }
}

// MARK: The planner's side

extension EmbeddedJobStore {
    public func add(_ jobs: [ProofJob]) throws(JobError) {
        try change { queue, batch, now throws(JobError) in
            for job in jobs where try queue.add(job, now: now) {
                batch.put(Self.key(.payload, job.id), job.encoded)
            }
        }
    }

    public func remove(_ ids: [Bytes32]) throws(JobError) {
        try change { queue, batch, _ throws(JobError) in
            queue.remove(ids)
            for id in ids {
                for table in [Table.record, .payload, .result] {
                    batch.delete(Self.key(table, id))
                }
            }
        }
    }
}

// MARK: The workers' side

extension EmbeddedJobStore {
    public func lease(
        _ kinds: Set<JobKind>, to worker: String
    ) throws(JobError) -> LeasedJob? {
        try change { queue, _, now throws(JobError) in
            try queue.lease(kinds, to: worker, now: now, settings: settings).map {
                LeasedJob(lease: $0, milliseconds: settings.leaseMilliseconds)
            }
        }
    }

    public func job(_ id: Bytes32) throws(JobError) -> ProofJob {
        guard let bytes = try get(.payload, id) else { throw .unknownJob(id) }
        return try ProofJob(decoding: bytes)
    }

    public func result(_ id: Bytes32) throws(JobError) -> [UInt8]? {
        guard let record = queue.withLock({ $0.record(id) }) else { throw .unknownJob(id) }
        return record.resultDigest == nil ? nil : try get(.result, id)
    }

    public func heartbeat(_ lease: JobLease) throws(JobError) {
        _ = try change { queue, _, now throws(JobError) in
            try queue.heartbeat(lease, now: now, settings: settings)
        }
    }

    public func complete(
        _ lease: JobLease, result: [UInt8], cost: JobCost
    ) throws(JobError) {
        let digest: Bytes32?
        do throws(JobError) {
            digest = try checked.digest(of: result, for: lease.job, in: self) {
                digest throws(JobError) in
                try queue.withLock { queue throws(JobError) in
                    try queue.accepts(digest, for: lease.job)
                }
            }
        } catch {
            guard case .refusedResult(_, let reason) = error else { throw error }
            try change { queue, _, now throws(JobError) in
                try queue.reject(lease, reason: reason, now: now, settings: settings)
            }
            throw error
        }
        guard let digest else { return }
        try change { queue, batch, now throws(JobError) in
            if try queue.complete(lease, digest: digest, cost: cost, now: now) {
                batch.put(Self.key(.result, lease.job), result)
            }
        }
    }

    public func fail(_ lease: JobLease, reason: String) throws(JobError) {
        try change { queue, _, now throws(JobError) in
            try queue.fail(lease, reason: reason, now: now, settings: settings)
        }
    }

    public func release(_ lease: JobLease) throws(JobError) {
        try change { queue, _, now throws(JobError) in try queue.release(lease, now: now) }
    }

    public func refuse(
        _ id: Bytes32, digest: Bytes32, reason: String
    ) throws(JobError) {
        let fault = try checked.fault(of: id, digest: digest, in: self)
        try change { queue, _, now throws(JobError) in
            try queue.refuse(id, digest: digest, reason: fault, now: now, settings: settings)
        }
    }

    public func retry(_ id: Bytes32) throws(JobError) {
        try change { queue, _, now throws(JobError) in try queue.retry(id, now: now) }
    }

    public func snapshot() -> QueueSnapshot {
        QueueSnapshot(
            records: queue.withLock { $0.records }, nowMilliseconds: clock.nowMilliseconds)
    }
}
