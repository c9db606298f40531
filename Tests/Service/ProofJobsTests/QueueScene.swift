import Bytes
import Hashing
import ProofJobs

/// A queue with a clock, for tables of steps.
struct QueueScene {
    var queue = JobQueue()
    var now: UInt64 = 1_000
    var settings = QueueSettings()

    init() {
        settings.leaseMilliseconds = 100
        settings.attemptCount = 3
    }

    static func chunk(_ block: UInt64, _ index: UInt32 = 0) throws -> ProofJob {
        try ProofJob(
            kind: .chunk, blocks: block...block, index: index, operationCount: 10,
            payload: [UInt8(truncatingIfNeeded: block), UInt8(truncatingIfNeeded: index)])
    }

    static func join(_ needs: [ProofJob]) throws -> ProofJob {
        let first = needs.map(\.blocks.lowerBound).min() ?? 0
        let last = needs.map(\.blocks.upperBound).max() ?? 0
        return try ProofJob(
            kind: .join, blocks: first...last, needs: needs.map(\.id), payload: [])
    }

    static let cost = JobCost(milliseconds: 5, processorMilliseconds: 9)

    mutating func add(_ job: ProofJob) throws { _ = try queue.add(job, now: now) }

    mutating func lease(
        _ worker: String = "a", _ kinds: Set<JobKind> = Set(JobKind.allCases)
    ) throws -> JobLease? {
        try queue.lease(kinds, to: worker, now: now, settings: settings)
    }

    mutating func complete(_ lease: JobLease, _ result: UInt8 = 1) throws -> Bool {
        try queue.complete(
            lease, digest: SHA256.hash([result]), cost: Self.cost, now: now)
    }

    mutating func fail(_ lease: JobLease, _ reason: String = "why") throws {
        try queue.fail(lease, reason: reason, now: now, settings: settings)
    }

    func state(_ job: ProofJob) -> JobState? { queue.record(job.id)?.state }
}
