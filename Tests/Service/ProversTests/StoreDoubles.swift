import ProofJobs
import Simulation
import Storage
import Synchronization

/// A check that refuses everything.
struct Strict: ResultCheck {
    var kinds: Set<JobKind> { Set(JobKind.allCases) }

    func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) { throw WorkFailure("nothing is right") }
}

/// A store that refuses to write while it is broken.
final class BrokenStore: KeyValueStore {
    private let inner = MemoryStore()
    let isBroken = Atomic<Bool>(false)

    func get(_ key: [UInt8]) throws(StorageError) -> [UInt8]? { try inner.get(key) }

    func write(_ batch: WriteBatch) throws(StorageError) {
        guard !isBroken.load(ordering: .relaxed) else { throw .unavailable }
        try inner.write(batch)
    }

    func scan(prefix: [UInt8], from: [UInt8], limit: Int) throws(StorageError) -> [KeyValue] {
        try inner.scan(prefix: prefix, from: from, limit: limit)
    }
}
