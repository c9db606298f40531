public import Bytes
public import ProofJobs
public import Scheduling
import Synchronization

/// A queue in a PostgreSQL database, which workers on many machines share.
///
/// The same rules as in memory, each call one transaction. A class because it owns a connection.
public final class PostgresJobStore: JobStore {
    private let connection: Mutex<PostgresConnection>
    private let checked: CheckedResult
    private let settings: QueueSettings
    private let clock: (any WallClock)?

    /// The version of the tables.
    public static let schemaVersion: Int64 = 1

    /// Connects, and makes the tables if there are none.
    ///
    /// - Parameters:
    ///   - information: A connection string of libpq, keywords or a URL.
    ///   - check: Verifies every result before it is taken.
    ///   - settings: For a queue that is made; all processes have those in the database.
    ///   - clock: The clock of leases; by default the database's, which all workers share.
    public init(
        _ information: String, check: any ResultCheck,
        settings: QueueSettings = QueueSettings(), clock: (any WallClock)? = nil
    ) throws(JobError) {
        let connection = try PostgresConnection(information)
        self.settings = try PostgresSchema.prepare(
            connection, version: Self.schemaVersion, settings: settings)
        self.connection = Mutex(connection)
        checked = CheckedResult(check: check)
        self.clock = clock
    }

    private func transaction<Value: Sendable>(
        _ body: (inout PostgresTable, PostgresConnection, UInt64) throws(JobError) -> Value
    ) throws(JobError) -> Value {
        try connection.withLock { connection throws(JobError) in
            let link = connection
            return try link.transaction { () throws(JobError) in
                var table = PostgresTable(connection: link)
                return try body(&table, link, try now(link))
            }
        }
    }

    private func now(_ connection: PostgresConnection) throws(JobError) -> UInt64 {
        if let clock { return clock.nowMilliseconds }
        let value = try connection.run(
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
        ).integer()
        return UInt64(max(0, value))
    }
}

// MARK: The planner's side

extension PostgresJobStore {
    public func add(_ jobs: [ProofJob]) throws(JobError) {
        try transaction { table, connection, now throws(JobError) in
            // Two planners never add at once: the later one finds the jobs of the first.
            try connection.run(
                "LOCK TABLE zklink_proving.need IN SHARE ROW EXCLUSIVE MODE")
            for job in jobs where try table.add(job, now: now) {
                try connection.run(
                    "UPDATE zklink_proving.job SET payload = $2::bytea WHERE id = $1::bytea",
                    [.bytes(job.id.array), .bytes(job.encoded)])
                for need in Set(job.needs) {
                    try connection.run(
                        "INSERT INTO zklink_proving.need (job, needed) VALUES ($1::bytea, $2::bytea)",
                        [.bytes(job.id.array), .bytes(need.array)])
                }
            }
        }
    }

    public func remove(_ ids: [Bytes32]) throws(JobError) {
        try transaction { _, connection, _ throws(JobError) in
            for id in ids.sorted(by: { $0.array.lexicographicallyPrecedes($1.array) }) {
                try connection.run(
                    "DELETE FROM zklink_proving.job WHERE id = $1::bytea", [.bytes(id.array)])
            }
        }
    }
}

// MARK: The workers' side

extension PostgresJobStore {
    public func lease(
        _ kinds: Set<JobKind>, to worker: String
    ) throws(JobError) -> LeasedJob? {
        try transaction { table, _, now throws(JobError) in
            guard let lease = try table.lease(kinds, to: worker, now: now, settings: settings)
            else { return nil }
            return LeasedJob(lease: lease, milliseconds: settings.leaseMilliseconds)
        }
    }

    public func job(_ id: Bytes32) throws(JobError) -> ProofJob {
        let bytes = try transaction { _, connection, _ throws(JobError) in
            try connection.run(
                "SELECT payload FROM zklink_proving.job WHERE id = $1::bytea", [.bytes(id.array)]
            ).bytes()
        }
        guard let bytes else { throw .unknownJob(id) }
        return try ProofJob(decoding: bytes)
    }

    public func result(_ id: Bytes32) throws(JobError) -> [UInt8]? {
        let rows = try transaction { _, connection, _ throws(JobError) in
            try connection.run(
                """
                SELECT CASE WHEN state = 'finished' THEN result END
                FROM zklink_proving.job WHERE id = $1::bytea
                """, [.bytes(id.array)])
        }
        guard rows.count == 1 else { throw .unknownJob(id) }
        return rows.bytes()
    }

    public func heartbeat(_ lease: JobLease) throws(JobError) {
        _ = try transaction { table, _, now throws(JobError) in
            try table.heartbeat(lease, now: now, settings: settings)
        }
    }

    public func complete(
        _ lease: JobLease, result: [UInt8], cost: JobCost
    ) throws(JobError) {
        let digest: Bytes32?
        do throws(JobError) {
            digest = try checked.digest(of: result, for: lease.job, in: self) {
                digest throws(JobError) in
                try transaction { table, _, _ throws(JobError) in
                    try table.accepts(digest, for: lease.job)
                }
            }
        } catch {
            guard case .refusedResult(_, let reason) = error else { throw error }
            try transaction { table, _, now throws(JobError) in
                try table.reject(lease, reason: reason, now: now, settings: settings)
            }
            throw error
        }
        guard let digest else { return }
        try transaction { table, connection, now throws(JobError) in
            if try table.complete(lease, digest: digest, cost: cost, now: now) {
                try connection.run(
                    "UPDATE zklink_proving.job SET result = $2::bytea WHERE id = $1::bytea",
                    [.bytes(lease.job.array), .bytes(result)])
            }
        }
    }

    public func fail(_ lease: JobLease, reason: String) throws(JobError) {
        try transaction { table, _, now throws(JobError) in
            try table.fail(lease, reason: reason, now: now, settings: settings)
        }
    }

    public func release(_ lease: JobLease) throws(JobError) {
        try transaction { table, _, now throws(JobError) in try table.release(lease, now: now) }
    }

    public func refuse(
        _ id: Bytes32, digest: Bytes32, reason: String
    ) throws(JobError) {
        let fault = try checked.fault(of: id, digest: digest, in: self)
        try transaction { table, _, now throws(JobError) in
            try table.refuse(id, digest: digest, reason: fault, now: now, settings: settings)
        }
    }

    public func retry(_ id: Bytes32) throws(JobError) {
        try transaction { table, _, now throws(JobError) in try table.retry(id, now: now) }
    }

    public func snapshot() throws(JobError) -> QueueSnapshot {
        try transaction { _, connection, now throws(JobError) in
            QueueSnapshot(
                records: try PostgresTable.records(
                    connection.run("SELECT record FROM zklink_proving.job ORDER BY sequence")),
                nowMilliseconds: now)
        }
    }
}
