public import Bytes

/// The records of a queue in memory: the rules of `JobTable` on a value, without effects.
public struct JobQueue: JobTable, Sendable {
    private var stored: [Bytes32: JobRecord] = [:]
    private var waiters: [Bytes32: [Bytes32]] = [:]
    private var sequence: UInt64 = 0
    private var changed: Set<Bytes32> = []

    /// An empty queue.
    public init() {}

    /// A queue of stored records.
    public init(_ records: [JobRecord]) {
        for record in records { insert(record) }
    }

    /// All records in the order of adding.
    public var records: [JobRecord] { stored.values.sorted { $0.sequence < $1.sequence } }

    /// The records that changed since the last call, for a store to write.
    public mutating func takeChanges() -> [JobRecord] {
        defer { changed = [] }
        return changed.compactMap { stored[$0] }
    }

    /// Removes jobs.
    public mutating func remove(_ ids: [Bytes32]) {
        for id in ids {
            guard let record = stored.removeValue(forKey: id) else { continue }
            waiters[id] = nil
            for need in record.needs { waiters[need]?.removeAll { $0 == id } }
        }
    }

    /// The record of a job; `nil` if there is none.
    public func record(_ id: Bytes32) -> JobRecord? { stored[id] }

    /// The records of the jobs that wait or waited for a job.
    public func dependents(of id: Bytes32) -> [JobRecord] {
        (waiters[id] ?? []).compactMap { stored[$0] }
    }

    /// The first job of some kinds that can be had at a time.
    public func firstAvailable(_ kinds: Set<JobKind>, now: UInt64) -> JobRecord? {
        stored.values.lazy.filter { kinds.contains($0.kind) && $0.isAvailable(at: now) }
            .min { ($0.blocks.lowerBound, $0.sequence) < ($1.blocks.lowerBound, $1.sequence) }
    }

    /// The place of the next record in the order of adding.
    public mutating func nextSequence() -> UInt64 {
        sequence += 1
        return sequence
    }

    /// Stores a record, new or changed.
    public mutating func put(_ record: JobRecord) {
        insert(record)
        changed.insert(record.id)
    }

    private mutating func insert(_ record: JobRecord) {
        if stored.updateValue(record, forKey: record.id) == nil {
            for need in Set(record.needs) { waiters[need, default: []].append(record.id) }
        }
        sequence = max(sequence, record.sequence)
    }
}
