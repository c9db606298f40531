public import Bytes

/// All that the queue knows of a job, without payload and result: a state machine of its own.
///
/// Time comes as an argument, in milliseconds since 1970.
public struct JobRecord: Equatable, Sendable {
    public let id: Bytes32
    public let kind: JobKind
    /// The blocks that the result is about.
    public let blocks: ClosedRange<UInt64>
    /// The place among the jobs of the same kind and blocks.
    public let index: UInt32
    /// The operations of a chunk.
    public let operationCount: UInt32
    /// The jobs whose results are the input, in order.
    public let needs: [Bytes32]
    /// The place in the order of adding.
    public let sequence: UInt64
    /// The needs that are not finished, in order.
    public internal(set) var missing: [Bytes32]
    public internal(set) var state: JobState
    /// When the state last changed; for a ready job, since when it can be had.
    public internal(set) var changedMilliseconds: UInt64
    /// The leases so far.
    public internal(set) var leaseCount: UInt64 = 0
    /// The failures since the job was added or an operator let it run again.
    public internal(set) var failureCount: UInt32 = 0
    /// The latest failures, the oldest first.
    public internal(set) var failures: [JobFailure] = []

    init(_ job: ProofJob, missing: [Bytes32], sequence: UInt64, now: UInt64) {
        (id, kind, blocks) = (job.id, job.kind, job.blocks)
        (index, operationCount, needs) = (job.index, job.operationCount, job.needs)
        (self.sequence, self.missing) = (sequence, missing)
        state = missing.isEmpty ? .ready : .waiting
        changedMilliseconds = now
    }

    /// The time from which another worker may have a leased job; `nil` in other states.
    public var leaseEnd: UInt64? {
        if case .leased(_, let end) = state { end } else { nil }
    }

    /// SHA-256 of the result; `nil` unless finished.
    public var resultDigest: Bytes32? {
        if case .finished(let digest, _, _) = state { digest } else { nil }
    }

    /// Whether the lease is the present one; its time may be over while nobody else asked.
    func isHeld(by lease: JobLease) -> Bool {
        if case .leased(let present, _) = state { present == lease } else { false }
    }

    /// Whether the job can be had at a time.
    public func isAvailable(at now: UInt64) -> Bool {
        switch state {
        case .ready: true
        case .leased(_, let end): end <= now
        case .waiting, .finished, .poisoned: false
        }
    }
}

// MARK: Transitions

extension JobRecord {
    mutating func enter(_ next: JobState, now: UInt64) {
        state = next
        changedMilliseconds = now
    }

    /// Ends a lease whose time is over, as a failure of its worker.
    mutating func expire(now: UInt64, settings: QueueSettings) {
        guard case .leased(let lease, let end) = state, end <= now else { return }
        fail(worker: lease.worker, reason: "no heartbeat", now: now, settings: settings)
    }

    mutating func lease(to worker: String, now: UInt64, settings: QueueSettings) -> JobLease {
        leaseCount += 1
        let lease = JobLease(job: id, number: leaseCount, worker: worker)
        enter(.leased(lease, until: now + settings.leaseMilliseconds), now: now)
        return lease
    }

    /// Counts a failure; the job is ready again or set aside.
    mutating func fail(
        worker: String, reason: String, now: UInt64, settings: QueueSettings
    ) {
        failures.append(
            JobFailure(
                worker: worker, reason: Self.cut(reason, JobLimits.reasonByteCount),
                timeMilliseconds: now))
        failures.removeFirst(max(0, failures.count - JobLimits.failureCount))
        failureCount += 1
        enter(failureCount < settings.attemptCount ? .ready : .poisoned, now: now)
    }

    /// A need got its result.
    mutating func satisfy(_ need: Bytes32, now: UInt64) {
        guard missing.contains(need) else { return }
        missing.removeAll { $0 == need }
        if missing.isEmpty, case .waiting = state { enter(.ready, now: now) }
    }

    /// The result of a need was refused; a finished job keeps its own, which was verified.
    mutating func lose(_ need: Bytes32, now: UInt64) {
        guard !missing.contains(need) else { return }
        switch state {
        case .finished: return
        case .ready, .leased: enter(.waiting, now: now)
        case .waiting, .poisoned: break
        }
        missing = needs.filter { missing.contains($0) || $0 == need }
    }

    /// An operator lets a job run again that was set aside.
    mutating func retry(now: UInt64) {
        failureCount = 0
        enter(missing.isEmpty ? .ready : .waiting, now: now)
    }

    /// The beginning of a text within a number of bytes.
    static func cut(_ text: String, _ byteCount: Int) -> String {
        guard text.utf8.count > byteCount else { return text }
        var end = text.startIndex
        var count = 0
        while end < text.endIndex {
            count += text[end].utf8.count
            guard count <= byteCount else { break }
            end = text.index(after: end)
        }
        return String(text[..<end])
    }
}
