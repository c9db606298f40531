public import Bytes

/// The jobs that follow from those that are there: a function of the records and nothing else.
///
/// Blocks become chunks as they are sealed. When no range is being wrapped, the next one takes
/// every block from the last wrapped one on whose chunks are all finished: a tree of joins over
/// the chunks, then compress, last, wrap. It waits a while for chunks that are being proven, and a
/// slow prover proves more blocks at once.
public struct ProofPlanner: Sendable {
    private let records: [JobRecord]

    /// A part of a sealed block.
    public struct Part: Sendable {
        /// The encoded `PartJob`.
        public let payload: [UInt8]
        public let operationCount: UInt32

        /// A part of a block.
        public init(payload: [UInt8], operationCount: UInt32) {
            (self.payload, self.operationCount) = (payload, operationCount)
        }
    }

    /// A planner over all records of a queue.
    public init(_ records: [JobRecord]) { self.records = records }

    /// The chunks of a sealed block; none if the block has chunks already, however it was cut.
    public func chunks(of block: UInt64, parts: [Part]) throws(JobError) -> [ProofJob] {
        guard !has(block) else { return [] }
        var jobs: [ProofJob] = []
        for (index, part) in parts.enumerated() {
            jobs.append(
                try ProofJob(
                    kind: .chunk, blocks: block...block,
                    index: UInt32(truncatingIfNeeded: index),
                    operationCount: part.operationCount, payload: part.payload))
        }
        return jobs
    }

    /// Whether a block has chunks, or had them: it is in the range of a wrap or before one.
    public func has(_ block: UInt64) -> Bool {
        lastWrapped.map { block <= $0 } ?? false
            || records.contains {
                ($0.kind == .chunk || $0.kind == .wrap) && $0.blocks.contains(block)
            }
    }

    /// Whether a sealed block is to be proven.
    ///
    /// A block that every chain has executed needs no proof, unless a range goes on with it: so a
    /// queue that begins late, or again, begins where a proof is needed.
    ///
    /// - Parameter executed: The last block that every chain has executed.
    public func needs(_ block: UInt64, executedThrough executed: UInt64) -> Bool {
        block > executed || has(block) || (block > 0 && has(block - 1))
    }

    /// Whether the queue has anything about a block or a later one.
    public func reaches(_ block: UInt64) -> Bool {
        records.contains { $0.blocks.upperBound >= block }
    }

    /// The last block of a finished wrap; `nil` before the first.
    public var lastWrapped: UInt64? {
        records.filter { $0.kind == .wrap && $0.resultDigest != nil }
            .map(\.blocks.upperBound).max()
    }

    /// The jobs of the next range; none while a range is being wrapped, no block is ready, or more
    /// blocks are awaited.
    public func range(
        _ policy: RangePolicy = .immediate, now: UInt64 = 0
    ) throws(JobError) -> [ProofJob] {
        guard !records.contains(where: { $0.kind == .wrap && $0.resultDigest == nil }) else {
            return []
        }
        let chunks = Dictionary(grouping: records.filter { $0.kind == .chunk }) {
            $0.blocks.lowerBound
        }
        guard let first = lastWrapped.map({ $0 + 1 }) ?? chunks.keys.min() else { return [] }
        var inputs: [JobRecord] = []
        var next = first
        while let parts = chunks[next], parts.allSatisfy({ $0.resultDigest != nil }) {
            inputs += parts.sorted { $0.index < $1.index }
            next += 1
        }
        guard next > first, !awaitsMore(after: inputs, policy, now: now) else { return [] }
        return try Self.tree(over: inputs.map(\.id), blocks: first...next - 1)
    }

    /// Whether a range of finished chunks waits for others that workers have or can have.
    private func awaitsMore(
        after chunks: [JobRecord], _ policy: RangePolicy, now: UInt64
    ) -> Bool {
        let finished = chunks.map(\.changedMilliseconds).min() ?? 0
        let wrapped = records.filter { $0.kind == .wrap }.map(\.changedMilliseconds).max() ?? 0
        // Nothing could begin before the range before was wrapped.
        let since = max(finished, wrapped)
        return chunks.count < policy.chunkCount
            && now - min(now, since) < policy.waitMilliseconds
            && records.contains { $0.kind == .chunk && ($0.state == .ready || $0.leaseEnd != nil) }
    }

    /// Ids of jobs that nothing needs any more.
    ///
    /// Chunks and joins go when their range is wrapped. The wrap stays, with what it is made again
    /// from, until every chain has executed its blocks: a contract that reverts blocks asks for it
    /// again. The newest wrap always stays, as the next range begins after it.
    ///
    /// - Parameter executed: The last block that every chain has executed.
    public func forgettable(executedThrough executed: UInt64) -> [Bytes32] {
        guard let lastWrapped else { return [] }
        return records.filter { record in
            let last = record.blocks.upperBound
            return switch record.kind {
            case .chunk, .join: last <= lastWrapped
            case .compress, .last, .wrap: last <= executed && last < lastWrapped
            }
        }.map(\.id)
    }

    /// Joins over the chunks of a range, in order, and the jobs that follow.
    ///
    /// On the first level a join takes one or two chunks, above it two joins: an odd last join goes
    /// up as it is, so no join has inputs of two kinds.
    private static func tree(
        over chunks: [Bytes32], blocks: ClosedRange<UInt64>
    ) throws(JobError) -> [ProofJob] {
        var jobs: [ProofJob] = []
        var level: [Bytes32] = []
        func join(_ needs: ArraySlice<Bytes32>) throws(JobError) -> Bytes32 {
            let job = try ProofJob(
                kind: .join, blocks: blocks, index: UInt32(truncatingIfNeeded: jobs.count),
                needs: Array(needs), payload: [])
            jobs.append(job)
            return job.id
        }
        for start in stride(from: 0, to: chunks.count, by: 2) {
            level.append(try join(chunks[start..<min(start + 2, chunks.count)]))
        }
        while level.count > 1 {
            var above: [Bytes32] = []
            for start in stride(from: 0, to: level.count, by: 2) {
                let pair = level[start..<min(start + 2, level.count)]
                above.append(pair.count == 2 ? try join(pair) : level[start])
            }
            level = above
        }
        var input = level[0]
        for kind in [JobKind.compress, .last, .wrap] {
            let job = try ProofJob(kind: kind, blocks: blocks, needs: [input], payload: [])
            jobs.append(job)
            input = job.id
        }
        return jobs
    }
}
