import Bytes
private import CSystemPostgres
package import ProofJobs

/// A parameter of a statement.
package enum PostgresValue: Sendable {
    case bytes([UInt8])
    case text(String)

    static func integer(_ value: some FixedWidthInteger) -> PostgresValue { .text(String(value)) }
}

/// The rows of a result, values in the binary format of the protocol.
package struct PostgresRows: Sendable {
    private let rows: [[[UInt8]?]]

    fileprivate init(_ result: OpaquePointer?) {
        rows = (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in
                guard PQgetisnull(result, row, column) == 0 else { return nil }
                let count = Int(PQgetlength(result, row, column))
                return Array(
                    UnsafeRawBufferPointer(
                        start: PQgetvalue(result, row, column), count: count))
            }
        }
    }

    /// The values of a column that is never null, in the order of the rows.
    func column(_ index: Int) -> [[UInt8]] { rows.compactMap { $0[index] } }

    /// The bytes of the first row's column; `nil` without a row, or when it is null.
    func bytes(_ column: Int = 0) -> [UInt8]? { rows.first.flatMap { $0[column] } }

    /// The `bigint` of the first row.
    func integer() throws(JobError) -> Int64 {
        guard let bytes = bytes(), bytes.count == 8 else {
            throw .unavailable(cause: "the database answered no integer")
        }
        return Int64(bitPattern: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    var count: Int { rows.count }
}

/// One connection to a PostgreSQL server, which is made again when it broke.
///
/// Statements are constant texts, values are parameters. Unchecked: it may be used by one thread at
/// a time, which its owner's lock sees to. A class because it owns the connection.
package final class PostgresConnection: @unchecked Sendable {
    private let connection: OpaquePointer

    /// Connects; `information` is a connection string of libpq (keywords or a URL).
    package init(_ information: String) throws(JobError) {
        guard let connection = PQconnectdb(information) else {
            throw .unavailable(cause: "no memory for a connection")
        }
        // From here on the end of this object ends the connection, also when this throws.
        self.connection = connection
        guard PQstatus(connection) == CONNECTION_OK else {
            throw .unavailable(cause: Self.message(connection))
        }
        try prepare()
    }

    deinit { PQfinish(connection) }

    /// Runs `body` in a transaction: all that it does happens, or nothing.
    package func transaction<Value>(
        _ body: () throws(JobError) -> Value
    ) throws(JobError) -> Value {
        if PQstatus(connection) != CONNECTION_OK {
            PQreset(connection)
            guard PQstatus(connection) == CONNECTION_OK else {
                throw .unavailable(cause: Self.message(connection))
            }
            try prepare()
        }
        try run("BEGIN")
        do throws(JobError) {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            // A failure here means that the connection is gone, and the transaction with it.
            _ = try? run("ROLLBACK")
            throw error
        }
    }

    /// Runs one statement; `$1` and so on stand for the parameters.
    @discardableResult
    package func run(
        _ statement: StaticString, _ parameters: [PostgresValue] = []
    ) throws(JobError) -> PostgresRows {
        let result = execute(statement, PostgresParameters(parameters))
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return PostgresRows(result)
        default: throw .unavailable(cause: Self.message(connection))
        }
    }

    private func execute(
        _ statement: StaticString, _ parameters: PostgresParameters
    ) -> OpaquePointer? {
        parameters.withPointers { values, lengths, formats in
            statement.withUTF8Buffer { text in
                // A static string ends with a zero byte.
                PQexecParams(
                    connection,
                    UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self),
                    Int32(lengths.count), nil, values, lengths, formats, 1)
            }
        }
    }

    /// What is acknowledged is on the disk, and notices go nowhere.
    private func prepare() throws(JobError) {
        try run("SET client_min_messages = warning")
        try run("SET synchronous_commit = on")
    }

    private static func message(_ connection: OpaquePointer) -> String {
        String(cString: PQerrorMessage(connection))
            .split(separator: "\n").first.map(String.init) ?? "the database gave no reason"
    }
}

/// Parameters in one stretch of memory, as libpq wants them.
private struct PostgresParameters {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [PostgresValue]) {
        for value in values {
            offsets.append(bytes.count)
            switch value {
            case .bytes(let value):
                bytes += value
                lengths.append(Int32(value.count))
                formats.append(1)
            case .text(let text):
                bytes += text.utf8
                lengths.append(0)
                formats.append(0)
            }
            bytes.append(0)
        }
    }

    func withPointers<Result>(
        _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { buffer in
            body(
                offsets.map { offset in
                    buffer.baseAddress.map {
                        ($0 + offset).assumingMemoryBound(to: CChar.self)
                    }
                }, lengths, formats)
        }
    }
}
