private import CSystemLMDB
private import Glibc

/// A store in an LMDB environment: one writer at a time, commits durable on return.
///
/// A class because it owns the environment; unchecked because the pointer is set once and the
/// library serves it to all threads (transactions stay on the thread that began them).
public final class LMDBStore: KeyValueStore, @unchecked Sendable {
    private let environment: OpaquePointer
    private let database: MDB_dbi

    /// Opens the environment in a directory, which is created if it does not exist.
    public init(path: String, mapByteCount: Int = 16 << 30) throws(StorageError) {
        guard mkdir(path, 0o750) == 0 || errno == EEXIST else {
            throw .fileSystem(operation: "mkdir", code: errno)
        }
        var created: OpaquePointer?
        try Self.check(mdb_env_create(&created))
        guard let environment = created else { throw .database(code: ENOMEM) }
        var handle: MDB_dbi = 0
        do throws(StorageError) {
            try Self.check(mdb_env_set_mapsize(environment, mapByteCount))
            // Readers are bound to transactions, not to threads, because calls come from any
            // thread.
            try Self.check(mdb_env_open(environment, path, UInt32(MDB_NOTLS), 0o640))
            var transaction: OpaquePointer?
            try Self.check(mdb_txn_begin(environment, nil, 0, &transaction))
            let code = mdb_dbi_open(transaction, nil, 0, &handle)
            guard code == 0 else {
                mdb_txn_abort(transaction)
                throw .database(code: code)
            }
            try Self.check(mdb_txn_commit(transaction))
        } catch {
            mdb_env_close(environment)
            throw error
        }
        self.environment = environment
        database = handle
    }

    deinit { mdb_env_close(environment) }

    /// The value of a key; `nil` if there is none.
    public func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? {
        try KeyLimit.check(key)
        let transaction = try begin(flags: UInt32(MDB_RDONLY))
        defer { mdb_txn_abort(transaction) }
        var value = MDB_val()
        let code = Self.withValue(key) { mdb_get(transaction, database, &$0, &value) }
        if code == MDB_NOTFOUND { return nil }
        try Self.check(code)
        return Self.bytes(value)
    }

    /// Applies all changes in one transaction and waits for the disk.
    public func write(_ batch: WriteBatch) throws(StorageError) {
        try batch.checkKeys()
        let transaction = try begin(flags: 0)
        for change in batch.changes {
            let code =
                switch change {
                case .put(let key, let bytes):
                    Self.withValue(key) { key in
                        Self.withValue(bytes) { mdb_put(transaction, database, &key, &$0, 0) }
                    }
                case .delete(let key):
                    Self.withValue(key) { mdb_del(transaction, database, &$0, nil) }
                }
            guard code == 0 || code == MDB_NOTFOUND else {
                mdb_txn_abort(transaction)
                throw .database(code: code)
            }
        }
        try Self.check(mdb_txn_commit(transaction))
    }

    /// The pairs in order, from one snapshot.
    public func scan(
        prefix: [UInt8], from: [UInt8], limit: Int
    ) throws(StorageError) -> [KeyValue] {
        let start = from.lexicographicallyPrecedes(prefix) ? prefix : from
        let transaction = try begin(flags: UInt32(MDB_RDONLY))
        defer { mdb_txn_abort(transaction) }
        var cursor: OpaquePointer?
        try Self.check(mdb_cursor_open(transaction, database, &cursor))
        defer { mdb_cursor_close(cursor) }
        var value = MDB_val()
        var found = MDB_val()
        var code = Self.withValue(start) { key -> Int32 in
            let code = mdb_cursor_get(
                cursor, &key, &value, start.isEmpty ? MDB_FIRST : MDB_SET_RANGE)
            found = key
            return code
        }
        var pairs: [KeyValue] = []
        while code == 0, pairs.count < limit {
            let key = Self.bytes(found)
            guard key.starts(with: prefix) else { return pairs }
            pairs.append(KeyValue(key: key, value: Self.bytes(value)))
            code = mdb_cursor_get(cursor, &found, &value, MDB_NEXT)
        }
        if code != MDB_NOTFOUND { try Self.check(code) }
        return pairs
    }

    private func begin(flags: UInt32) throws(StorageError) -> OpaquePointer {
        var transaction: OpaquePointer?
        try Self.check(mdb_txn_begin(environment, nil, flags, &transaction))
        guard let transaction else { throw .database(code: ENOMEM) }
        return transaction
    }

    private static func check(_ code: Int32) throws(StorageError) {
        guard code == 0 else { throw .database(code: code) }
    }

    private static func bytes(_ value: MDB_val) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
    }

    private static func withValue<Result>(
        _ bytes: [UInt8], _ body: (inout MDB_val) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { buffer in
            var value = MDB_val(
                mv_size: buffer.count,
                mv_data: UnsafeMutableRawPointer(mutating: buffer.baseAddress))
            return body(&value)
        }
    }
}
