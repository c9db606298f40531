import Bytes
import Hashing
import ProofJobs
import Testing

/// Which jobs follow from those that are there.
@Suite struct ProofPlannerTests {
    private var scene = QueueScene()

    private static func parts(_ count: Int, _ seed: UInt8 = 0) -> [ProofPlanner.Part] {
        (0..<count).map {
            ProofPlanner.Part(payload: [seed, UInt8($0)], operationCount: UInt32($0 + 1))
        }
    }

    private mutating func seal(_ block: UInt64, _ count: Int) throws {
        let planner = ProofPlanner(scene.queue.records)
        for job in try planner.chunks(of: block, parts: Self.parts(count)) { try scene.add(job) }
    }

    private mutating func plan() throws -> [ProofJob] {
        let jobs = try ProofPlanner(scene.queue.records).range()
        for job in jobs { try scene.add(job) }
        return jobs
    }

    /// Finishes everything of some kinds that is ready, and what becomes ready by it.
    private mutating func finish(
        _ kinds: Set<JobKind>, blocks: ClosedRange<UInt64> = 0...1_000
    ) throws {
        var later: [JobLease] = []
        while let lease = try scene.lease("a", kinds) {
            let record = try #require(scene.queue.record(lease.job))
            if blocks.contains(record.blocks.lowerBound) {
                _ = try scene.complete(lease)
            } else {
                later.append(lease)
            }
        }
        for lease in later { try scene.queue.release(lease, now: scene.now) }
    }

    @Test mutating func aBlockIsCutOnce() throws {
        try seal(4, 2)
        let planner = ProofPlanner(scene.queue.records)
        #expect(try planner.chunks(of: 4, parts: Self.parts(3, 9)).isEmpty)
        let next = try planner.chunks(of: 5, parts: Self.parts(3))
        #expect(next.map(\.index) == [0, 1, 2])
        #expect(next.map(\.operationCount) == [1, 2, 3])
        #expect(next.allSatisfy { $0.kind == .chunk && $0.blocks == 5...5 })
    }

    @Test mutating func aRangeTakesAllBlocksThatAreReady() throws {
        for block in 1...4 as ClosedRange<UInt64> { try seal(block, 1) }
        #expect(try plan().isEmpty)
        try finish([.chunk], blocks: 1...1)
        #expect(try plan().map(\.blocks) == [1...1, 1...1, 1...1, 1...1])
        // While the first range is wrapped, others become ready, and block 3 does not.
        try finish([.chunk], blocks: 2...2)
        try finish([.chunk], blocks: 4...4)
        #expect(try plan().isEmpty)
        try finish([.join, .compress, .last, .wrap])
        #expect(Set(try plan().map(\.blocks)) == [2...2])
        try finish([.chunk])
        #expect(try plan().isEmpty)
        try finish([.join, .compress, .last, .wrap])
        let last = try plan()
        #expect(last.map(\.kind) == [.join, .compress, .last, .wrap])
        #expect(Set(last.map(\.blocks)) == [3...4])
    }

    /// A range waits for chunks that can still be had, until it is large, old or alone.
    @Test mutating func aRangeWaitsForChunksInTheMaking() throws {
        var policy = RangePolicy()
        (policy.chunkCount, policy.waitMilliseconds) = (3, 500)
        for block in 1...4 as ClosedRange<UInt64> { try seal(block, 1) }
        try finish([.chunk], blocks: 1...1)
        let finished = scene.now
        func range(after milliseconds: UInt64) throws -> [ClosedRange<UInt64>] {
            try ProofPlanner(scene.queue.records).range(policy, now: finished + milliseconds)
                .filter { $0.kind == .wrap }.map(\.blocks)
        }
        #expect(try range(after: 499).isEmpty)
        #expect(try range(after: 500) == [1...1])
        // A chunk that a worker has counts as well.
        let lease = try #require(try scene.lease("a", [.chunk]))
        #expect(try range(after: 499).isEmpty)
        _ = try scene.complete(lease)
        try finish([.chunk], blocks: 3...3)
        #expect(try range(after: 0) == [1...3])
        try finish([.chunk])
        policy.chunkCount = 64
        #expect(try range(after: 0) == [1...4])
    }

    /// One that is set aside does not hold up those before it.
    @Test mutating func aRangeDoesNotWaitForAChunkSetAside() throws {
        for block in 1...2 as ClosedRange<UInt64> { try seal(block, 1) }
        try finish([.chunk], blocks: 1...1)
        for _ in 0..<scene.settings.attemptCount {
            try scene.fail(try #require(try scene.lease("a", [.chunk])))
        }
        let planner = ProofPlanner(scene.queue.records)
        #expect(try planner.range(RangePolicy(), now: scene.now).last?.blocks == 1...1)
    }

    /// Levels of joins for each number of chunks; all inputs are used once and in order.
    @Test(arguments: 1...17)
    mutating func theTreeJoinsEveryChunkOnce(count: Int) throws {
        try seal(1, count)
        try finish([.chunk])
        let chunks = scene.queue.records.map(\.id)
        let jobs = try plan()
        let joins = jobs.filter { $0.kind == .join }
        let firstLevel = (count + 1) / 2
        #expect(joins.count == 2 * firstLevel - 1)
        #expect(joins.prefix(firstLevel).flatMap(\.needs) == chunks)
        #expect(joins.dropFirst(firstLevel).allSatisfy { $0.needs.count == 2 })
        var leaves: [Bytes32: [Bytes32]] = [:]
        for join in joins { leaves[join.id] = join.needs.flatMap { leaves[$0] ?? [$0] } }
        let tail = jobs.suffix(3)
        #expect(tail.map(\.kind) == [.compress, .last, .wrap])
        #expect(leaves[try #require(tail.first?.needs.first)] == chunks)
        #expect(Array(tail.dropFirst()).map(\.needs) == tail.dropLast().map { [$0.id] })
        #expect(Set(jobs.map(\.id)).count == jobs.count)
    }

    /// The same records give the same jobs, so a planner that starts again adds nothing new.
    @Test mutating func planningAgainChangesNothing() throws {
        for block in 1...3 as ClosedRange<UInt64> { try seal(block, 2) }
        try finish([.chunk])
        let planner = ProofPlanner(scene.queue.records)
        let jobs = try planner.range()
        #expect(try ProofPlanner(JobQueue(scene.queue.records).records).range() == jobs)
        for job in jobs { try scene.add(job) }
        #expect(try ProofPlanner(scene.queue.records).range().isEmpty)
        for job in jobs { #expect(try !scene.queue.add(job, now: 0)) }
    }

    /// A wrap stays with what it is made again from; chunks and joins go.
    @Test mutating func whatAWrapIsMadeFromIsKept() throws {
        for block in 1...2 as ClosedRange<UInt64> { try seal(block, 2) }
        try finish([.chunk], blocks: 1...1)
        _ = try plan()
        #expect(ProofPlanner(scene.queue.records).forgettable(executedThrough: 2).isEmpty)
        try finish([.join, .compress, .last, .wrap])
        // The newest wrap stays, also when every chain has executed its blocks.
        let forgettable = ProofPlanner(scene.queue.records).forgettable(executedThrough: 1)
        scene.queue.remove(forgettable)
        #expect(scene.queue.records.map(\.kind) == [.chunk, .chunk, .compress, .last, .wrap])
        #expect(ProofPlanner(scene.queue.records).lastWrapped == 1)
        // A block that is wrapped is not cut again.
        try seal(1, 2)
        #expect(scene.queue.records.count == 5)
        try finish([.chunk])
        #expect(Set(try plan().map(\.blocks)) == [2...2])
        try finish([.join, .compress, .last, .wrap])
        scene.queue.remove(ProofPlanner(scene.queue.records).forgettable(executedThrough: 0))
        #expect(scene.queue.records.map(\.blocks) == [1...1, 1...1, 1...1, 2...2, 2...2, 2...2])
        scene.queue.remove(ProofPlanner(scene.queue.records).forgettable(executedThrough: 1))
        #expect(scene.queue.records.map(\.blocks) == [2...2, 2...2, 2...2])
        scene.queue.remove(ProofPlanner(scene.queue.records).forgettable(executedThrough: 9))
        #expect(ProofPlanner(scene.queue.records).lastWrapped == 2)
    }

    /// A wrap that is made again counts as the one that it was: its blocks are not cut again.
    @Test mutating func aWrapThatIsTakenBackIsMadeAgain() throws {
        for block in 1...2 as ClosedRange<UInt64> { try seal(block, 1) }
        try finish([.chunk])
        _ = try plan()
        try finish([.join, .compress, .last, .wrap])
        scene.queue.remove(ProofPlanner(scene.queue.records).forgettable(executedThrough: 0))
        let wrap = try #require(scene.queue.records.last)
        try scene.queue.refuse(
            wrap.id, digest: #require(wrap.resultDigest), reason: "spoilt", now: scene.now,
            settings: scene.settings)
        for block in 1...3 as ClosedRange<UInt64> { try seal(block, 1) }
        #expect(scene.queue.records.filter { $0.kind == .chunk }.map(\.blocks) == [3...3])
        try finish([.chunk])
        #expect(try plan().isEmpty)
        #expect(ProofPlanner(scene.queue.records).forgettable(executedThrough: 2).isEmpty)
        try finish([.wrap])
        #expect(Set(try plan().map(\.blocks)) == [3...3])
    }

    /// Which sealed blocks are proven where the queue begins late.
    @Test mutating func executedBlocksNeedNoProof() throws {
        func needed(_ executed: UInt64) -> [UInt64] {
            let planner = ProofPlanner(scene.queue.records)
            return (1...6).filter { planner.needs($0, executedThrough: executed) }
        }
        #expect(needed(0) == [1, 2, 3, 4, 5, 6])
        #expect(needed(4) == [5, 6])
        #expect(needed(9) == [])
        try seal(3, 1)
        // Block 4 goes on with block 3.
        #expect(needed(4) == [3, 4, 5, 6])
        #expect(needed(9) == [3, 4])
        let planner = ProofPlanner(scene.queue.records)
        #expect((0...5).filter { planner.has($0) } == [3])
        #expect((0...5).filter { planner.reaches($0) } == [0, 1, 2, 3])
    }
}
