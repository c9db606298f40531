public import Bytes

/// What waits, runs and fails in a queue at a time, and what proofs cost.
public struct JobStatus: Equatable, Sendable {
    /// The jobs of one kind in one state.
    public struct Count: Equatable, Sendable {
        public let kind: JobKind
        /// One of `JobState.names`.
        public let state: String
        public let count: Int
        /// The longest time that one of them is in this state.
        public let oldestMilliseconds: UInt64
    }

    /// A job that a worker has.
    public struct Running: Equatable, Sendable {
        public let id: Bytes32
        /// Kind, blocks and index for people.
        public let title: String
        public let worker: String
        /// The time since the lease began.
        public let milliseconds: UInt64
        /// Whether heartbeats stay away, so that the next worker that asks gets it.
        public let isLost: Bool
    }

    /// A job that failed and is not finished.
    public struct Failing: Equatable, Sendable {
        public let id: Bytes32
        /// Kind, blocks and index for people.
        public let title: String
        /// Whether it is set aside.
        public let isPoisoned: Bool
        /// The failures since the job was added or an operator let it run again.
        public let failureCount: UInt32
        /// The latest failure.
        public let last: JobFailure
    }

    /// The jobs by kind and state, without empty ones.
    public let counts: [Count]
    /// The jobs that workers have, the oldest block first.
    public let running: [Running]
    /// The jobs that failed and are not finished.
    public let failing: [Failing]
    /// Processor time of the finished jobs by kind.
    public let processorMilliseconds: [JobKind: UInt64]
    /// The blocks all whose chunks are finished.
    public let blockCount: Int
    /// The operations of these blocks.
    public let operationCount: Int

    /// The status of records at a time, in milliseconds since 1970.
    public init(_ records: [JobRecord], now: UInt64) {
        let age = { (record: JobRecord) in now - min(now, record.changedMilliseconds) }
        counts = JobKind.allCases.flatMap { kind in
            JobState.names.compactMap { state -> Count? in
                let members = records.filter { $0.kind == kind && $0.state.name == state }
                guard let oldest = members.map(age).max() else { return nil }
                return Count(
                    kind: kind, state: state, count: members.count, oldestMilliseconds: oldest)
            }
        }
        let ordered = records.sorted {
            ($0.blocks.lowerBound, $0.sequence) < ($1.blocks.lowerBound, $1.sequence)
        }
        running = ordered.compactMap { record in
            guard case .leased(let lease, let end) = record.state else { return nil }
            return Running(
                id: record.id, title: record.title, worker: lease.worker,
                milliseconds: age(record), isLost: end <= now)
        }
        failing = ordered.compactMap { record in
            guard record.resultDigest == nil, record.failureCount > 0,
                let last = record.failures.last
            else { return nil }
            return Failing(
                id: record.id, title: record.title, isPoisoned: record.state == .poisoned,
                failureCount: record.failureCount, last: last)
        }
        var processor: [JobKind: UInt64] = [:]
        for record in records {
            guard case .finished(_, _, let cost) = record.state else { continue }
            // A worker's word may be anything.
            let sum = processor[record.kind, default: 0]
                .addingReportingOverflow(cost.processorMilliseconds)
            processor[record.kind] = sum.overflow ? .max : sum.partialValue
        }
        processorMilliseconds = processor
        let blocks = Dictionary(grouping: records.filter { $0.kind == .chunk }) {
            $0.blocks.lowerBound
        }.values.filter { $0.allSatisfy { $0.resultDigest != nil } }
        blockCount = blocks.count
        operationCount = blocks.joined().reduce(0) { $0 + Int($1.operationCount) }
    }

    /// Processor time of all finished jobs for each block; `nil` before the first.
    public var millisecondsPerBlock: UInt64? { share(blockCount) }

    /// Processor time of all finished jobs for each operation; `nil` before the first.
    public var millisecondsPerOperation: UInt64? { share(operationCount) }

    private func share(_ count: Int) -> UInt64? {
        guard count > 0 else { return nil }
        let total = processorMilliseconds.values.reduce(into: UInt64(0)) { sum, more in
            let next = sum.addingReportingOverflow(more)
            sum = next.overflow ? .max : next.partialValue
        }
        return total / UInt64(count)
    }
}

extension JobRecord {
    /// Kind, blocks and index for people: "chunk 3 of block 12", "join 0 of blocks 12 to 14".
    public var title: String { ProofJob.title(kind, blocks, index) }
}

extension ProofJob {
    /// Kind, blocks and index for people.
    public var title: String { Self.title(kind, blocks, index) }

    static func title(_ kind: JobKind, _ blocks: ClosedRange<UInt64>, _ index: UInt32) -> String {
        let range =
            blocks.lowerBound == blocks.upperBound
            ? "block \(blocks.lowerBound)"
            : "blocks \(blocks.lowerBound) to \(blocks.upperBound)"
        switch kind {
        case .chunk, .join: return "\(kind.rawValue) \(index) of \(range)"
        case .compress, .last, .wrap: return "\(kind.rawValue) of \(range)"
        }
    }
}
