import Bytes
import ProofJobs

/// The records of a queue in PostgreSQL within a transaction: rows that are read are locked.
///
/// The record is the truth; the columns beside it are what statements select by, and are written
/// with it. Workers take locks from a job to those that wait for it, and among these by id, and a
/// graph of hashes has no cycle, so they do not wait for each other in a ring.
struct PostgresTable: StoredTable {
    let connection: PostgresConnection

    func record(_ id: Bytes32) throws(JobError) -> JobRecord? {
        try connection.run(
            "SELECT record FROM zklink_proving.job WHERE id = $1::bytea FOR UPDATE",
            [.bytes(id.array)]
        ).bytes().map { bytes throws(JobError) in try JobRecord(decoding: bytes) }
    }

    func dependents(of id: Bytes32) throws(JobError) -> [JobRecord] {
        try Self.records(
            connection.run(
                """
                SELECT record FROM zklink_proving.job WHERE id IN
                (SELECT job FROM zklink_proving.need WHERE needed = $1::bytea)
                ORDER BY id FOR UPDATE
                """, [.bytes(id.array)]))
    }

    func firstAvailable(
        _ kinds: Set<JobKind>, now: UInt64
    ) throws(JobError) -> JobRecord? {
        let codes = kinds.map { String($0.code) }.sorted().joined(separator: ",")
        return try Self.records(
            connection.run(
                """
                SELECT record FROM zklink_proving.job
                WHERE kind = ANY($1::smallint[]) AND available_from <= $2::bigint
                ORDER BY first_block, sequence LIMIT 1 FOR UPDATE SKIP LOCKED
                """, [.text("{\(codes)}"), .integer(now)])
        ).first
    }

    mutating func nextSequence() throws(JobError) -> UInt64 {
        UInt64(
            try connection.run("SELECT nextval('zklink_proving.job_sequence')::bigint").integer())
    }

    /// `available_from` is when a worker may have the job: 0 if at once, null if never.
    mutating func put(_ record: JobRecord) throws(JobError) {
        let available = record.isAvailable(at: 0) ? "0" : record.leaseEnd.map { String($0) } ?? ""
        try connection.run(
            """
            INSERT INTO zklink_proving.job
            (id, kind, state, first_block, last_block, sequence, available_from, record)
            VALUES ($1::bytea, $2::smallint, $3::text, $4::bigint, $5::bigint, $6::bigint,
            nullif($7::text, '')::bigint, $8::bytea)
            ON CONFLICT (id) DO UPDATE SET state = excluded.state,
            available_from = excluded.available_from, record = excluded.record
            """,
            [
                .bytes(record.id.array), .integer(record.kind.code), .text(record.state.name),
                .integer(record.blocks.lowerBound), .integer(record.blocks.upperBound),
                .integer(record.sequence), .text(available), .bytes(record.encoded),
            ])
    }

    mutating func willAdd() throws(JobError) {
        try connection.run("LOCK TABLE zklink_proving.need IN SHARE ROW EXCLUSIVE MODE")
    }

    func allRecords() throws(JobError) -> [JobRecord] {
        try Self.records(
            connection.run("SELECT record FROM zklink_proving.job ORDER BY sequence"))
    }

    func encodedJob(_ id: Bytes32) throws(JobError) -> [UInt8]? {
        try connection.run(
            "SELECT payload FROM zklink_proving.job WHERE id = $1::bytea", [.bytes(id.array)]
        ).bytes()
    }

    mutating func putJob(_ job: ProofJob) throws(JobError) {
        try connection.run(
            "UPDATE zklink_proving.job SET payload = $2::bytea WHERE id = $1::bytea",
            [.bytes(job.id.array), .bytes(job.encoded)])
        for need in Set(job.needs) {
            try connection.run(
                "INSERT INTO zklink_proving.need (job, needed) VALUES ($1::bytea, $2::bytea)",
                [.bytes(job.id.array), .bytes(need.array)])
        }
    }

    func storedResult(_ id: Bytes32) throws(JobError) -> [UInt8]? {
        try connection.run(
            "SELECT result FROM zklink_proving.job WHERE id = $1::bytea", [.bytes(id.array)]
        ).bytes()
    }

    mutating func putResult(_ result: [UInt8], of id: Bytes32) throws(JobError) {
        try connection.run(
            "UPDATE zklink_proving.job SET result = $2::bytea WHERE id = $1::bytea",
            [.bytes(id.array), .bytes(result)])
    }

    mutating func remove(_ ids: [Bytes32]) throws(JobError) {
        for id in ids.sorted(by: { $0.array.lexicographicallyPrecedes($1.array) }) {
            try connection.run(
                "DELETE FROM zklink_proving.job WHERE id = $1::bytea", [.bytes(id.array)])
        }
    }

    private static func records(_ rows: PostgresRows) throws(JobError) -> [JobRecord] {
        var records: [JobRecord] = []
        for bytes in rows.column(0) { records.append(try JobRecord(decoding: bytes)) }
        return records
    }
}
