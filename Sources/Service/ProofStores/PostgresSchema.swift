import ProofJobs

/// The tables of a queue in PostgreSQL, in a schema of their own with a version.
enum PostgresSchema {
    /// Makes the tables if there are none, and returns the settings that all processes share.
    ///
    /// - Parameters:
    ///   - version: That of the tables; throws `schemaVersion` for others.
    ///   - settings: Those of the process that makes the tables.
    static func prepare(
        _ connection: PostgresConnection, version: Int64, settings: QueueSettings
    ) throws(JobError) -> QueueSettings {
        try connection.transaction { () throws(JobError) in
            // Programs that start together make the tables once; the number is the letters "zklp".
            try connection.run("SELECT pg_advisory_xact_lock(2053860464)")
            let isThere = try connection.run(
                """
                SELECT count(*)::bigint FROM pg_catalog.pg_tables
                WHERE schemaname = 'zklink_proving' AND tablename = 'queue'
                """
            ).integer()
            if isThere == 0 {
                for statement in statements { try connection.run(statement) }
                try connection.run(
                    """
                    INSERT INTO zklink_proving.queue (version, lease_milliseconds, attempt_count)
                    VALUES ($1::bigint, $2::bigint, $3::bigint)
                    """,
                    [
                        .integer(version), .integer(settings.leaseMilliseconds),
                        .integer(settings.attemptCount),
                    ])
            }
            let actual = try connection.run("SELECT version FROM zklink_proving.queue").integer()
            guard actual == version else {
                throw .schemaVersion(expected: version, actual: actual)
            }
            var shared = QueueSettings()
            shared.leaseMilliseconds = UInt64(
                clamping: try connection.run(
                    "SELECT lease_milliseconds FROM zklink_proving.queue"
                ).integer())
            shared.attemptCount = UInt32(
                clamping: try connection.run(
                    "SELECT attempt_count FROM zklink_proving.queue"
                ).integer())
            return shared
        }
    }

    private static let statements: [StaticString] = [
        "CREATE SCHEMA IF NOT EXISTS zklink_proving",
        """
        CREATE TABLE zklink_proving.queue (version bigint NOT NULL,
        lease_milliseconds bigint NOT NULL, attempt_count bigint NOT NULL)
        """,
        "CREATE SEQUENCE zklink_proving.job_sequence",
        """
        CREATE TABLE zklink_proving.job (
        id bytea PRIMARY KEY, kind smallint NOT NULL, state text NOT NULL,
        first_block bigint NOT NULL, last_block bigint NOT NULL, sequence bigint NOT NULL,
        available_from bigint, record bytea NOT NULL, payload bytea, result bytea)
        """,
        // Payloads are random words and results are proofs: nothing to compress.
        "ALTER TABLE zklink_proving.job ALTER payload SET STORAGE EXTERNAL",
        "ALTER TABLE zklink_proving.job ALTER result SET STORAGE EXTERNAL",
        """
        CREATE INDEX job_order ON zklink_proving.job (first_block, sequence)
        WHERE available_from IS NOT NULL
        """,
        """
        CREATE TABLE zklink_proving.need (
        job bytea NOT NULL REFERENCES zklink_proving.job ON DELETE CASCADE,
        needed bytea NOT NULL, PRIMARY KEY (needed, job))
        """,
    ]
}
