import Bytes
import ProofJobs
import Storage

/// The tables of a queue in memory and in a key-value store, with the changes of a transaction.
struct EmbeddedTable: StoredTable {
    /// The first byte of a key.
    private enum Kind: UInt8, CaseIterable {
        case record = 1
        case job = 2
        case result = 3
    }

    private(set) var queue: JobQueue
    private let store: any KeyValueStore
    private var batch = WriteBatch()

    init(_ queue: JobQueue, store: any KeyValueStore) { (self.queue, self.store) = (queue, store) }

    /// The records of a store.
    static func records(of store: any KeyValueStore) throws(JobError) -> [JobRecord] {
        let pairs = try storing { () throws(StorageError) in
            try store.scan(prefix: [Kind.record.rawValue])
        }
        var records: [JobRecord] = []
        for pair in pairs { records.append(try JobRecord(decoding: pair.value)) }
        return records
    }

    /// Writes what changed, in one batch.
    mutating func commit() throws(JobError) {
        for record in queue.takeChanges() {
            batch.put(Self.key(.record, record.id), record.encoded)
        }
        guard !batch.isEmpty else { return }
        let (store, changes) = (store, batch)
        try Self.storing { () throws(StorageError) in try store.write(changes) }
    }

    func record(_ id: Bytes32) -> JobRecord? { queue.record(id) }

    func dependents(of id: Bytes32) -> [JobRecord] { queue.dependents(of: id) }

    func firstAvailable(_ kinds: Set<JobKind>, now: UInt64) -> JobRecord? {
        queue.firstAvailable(kinds, now: now)
    }

    mutating func nextSequence() -> UInt64 { queue.nextSequence() }

    mutating func put(_ record: JobRecord) { queue.put(record) }

    /// The lock of the queue is held already.
    mutating func willAdd() {}

    func allRecords() -> [JobRecord] { queue.records }

    func encodedJob(_ id: Bytes32) throws(JobError) -> [UInt8]? { try get(.job, id) }

    mutating func putJob(_ job: ProofJob) { batch.put(Self.key(.job, job.id), job.encoded) }

    func storedResult(_ id: Bytes32) throws(JobError) -> [UInt8]? { try get(.result, id) }

    mutating func putResult(_ result: [UInt8], of id: Bytes32) {
        batch.put(Self.key(.result, id), result)
    }

    mutating func remove(_ ids: [Bytes32]) {
        queue.remove(ids)
        for id in ids {
            for kind in Kind.allCases { batch.delete(Self.key(kind, id)) }
        }
    }

    private func get(_ kind: Kind, _ id: Bytes32) throws(JobError) -> [UInt8]? {
        try Self.storing { () throws(StorageError) in try store.get(Self.key(kind, id)) }
    }

    private static func key(_ kind: Kind, _ id: Bytes32) -> [UInt8] { [kind.rawValue] + id.array }

    private static func storing<Value>(
        _ body: () throws(StorageError) -> Value
    ) throws(JobError) -> Value {
        do throws(StorageError) {
            return try body()
        } catch {
            throw .unavailable(cause: "\(error)")
        }
    }
}
