public import ProofJobs
public import Scheduling
public import Storage
import Synchronization

/// A queue in the node's process: records in memory and in a key-value store, payloads and results
/// in the store alone.
///
/// Every change is one batch that is durable before the memory follows. The store should be one of
/// its own: LMDB has one writer, and a result of megabytes would hold up a block.
public final class EmbeddedJobStore: TableJobStore {
    public let check: any ResultCheck
    public let settings: QueueSettings
    private let store: any KeyValueStore
    private let clock: any WallClock
    private let queue: Mutex<JobQueue>

    /// Opens the queue of a store; `check` verifies every result before it is taken.
    public init(
        _ store: any KeyValueStore, check: any ResultCheck,
        settings: QueueSettings = QueueSettings(), clock: any WallClock = SystemClock()
    ) throws(JobError) {
        (self.store, self.check) = (store, check)
        (self.settings, self.clock) = (settings, clock)
        queue = Mutex(JobQueue(try EmbeddedTable.records(of: store)))
    }

    /// Runs `body` on the tables: in memory only after the store has what changed.
    public func transaction<Value: Sendable>(
        _ body: (inout any StoredTable, UInt64) throws(JobError) -> Value
    ) throws(JobError) -> Value {
        try queue.withLock { queue throws(JobError) in
            var table: any StoredTable = EmbeddedTable(queue, store: store)
            let value = try body(&table, clock.nowMilliseconds)
            guard var changed = table as? EmbeddedTable else { return value }
            try changed.commit()
            queue = changed.queue
            return value
        }
    }

    /// All records at the time of the queue.
    public func snapshot() -> QueueSnapshot {
        QueueSnapshot(
            records: queue.withLock { $0.records }, nowMilliseconds: clock.nowMilliseconds)
    }
}
