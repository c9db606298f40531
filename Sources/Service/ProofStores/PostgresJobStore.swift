public import ProofJobs
public import Scheduling
import Synchronization

/// A queue in a PostgreSQL database, which workers on many machines share.
///
/// The same rules as in memory, each call one transaction. A class because it owns a connection.
public final class PostgresJobStore: TableJobStore {
    public let check: any ResultCheck
    public let settings: QueueSettings
    private let connection: Mutex<PostgresConnection>
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
        (self.check, self.clock) = (check, clock)
    }

    /// Runs `body` on the tables in a transaction of the database.
    public func transaction<Value: Sendable>(
        _ body: (inout any StoredTable, UInt64) throws(JobError) -> Value
    ) throws(JobError) -> Value {
        try connection.withLock { connection throws(JobError) in
            let link = connection
            return try link.transaction { () throws(JobError) in
                var table: any StoredTable = PostgresTable(connection: link)
                return try body(&table, try now(link))
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
