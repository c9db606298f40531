import ProofJobs
import Testing

/// What people and metrics are told.
@Suite struct JobStatusTests {
    @Test func countsAgesAndCosts() throws {
        var scene = QueueScene()
        let chunks = try (0..<3).map { try QueueScene.chunk(1, UInt32($0)) }
        for job in chunks { try scene.add(job) }
        let other = try QueueScene.chunk(2)
        try scene.add(other)
        try scene.add(try QueueScene.join([other]))
        for _ in 0..<3 { try scene.fail(try #require(try scene.lease("bad", [.chunk]))) }
        for _ in 0..<2 { _ = try scene.complete(try #require(try scene.lease())) }
        _ = try scene.lease("busy")
        scene.now += 150
        let status = JobStatus(scene.queue.records, now: scene.now)
        #expect(
            status.counts.map { "\($0.kind) \($0.state) \($0.count) \($0.oldestMilliseconds)" }
                == [
                    "chunk leased 1 150", "chunk finished 2 150", "chunk poisoned 1 150",
                    "join waiting 1 150",
                ])
        #expect(status.running.map(\.title) == ["chunk 0 of block 2"])
        #expect(status.running.map(\.isLost) == [true])
        #expect(status.failing.map(\.isPoisoned) == [true])
        #expect(status.failing.map(\.failureCount) == [3])
        #expect(status.processorMilliseconds == [.chunk: 18])
        // Block 1 is not complete: it costs, but it is no block yet.
        #expect(status.blockCount == 0 && status.millisecondsPerBlock == nil)
        let lease = JobLease(job: chunks[0].id, number: 3, worker: "late")
        _ = try scene.complete(lease)
        let later = JobStatus(scene.queue.records, now: scene.now)
        #expect(later.blockCount == 1 && later.operationCount == 30)
        #expect(later.millisecondsPerBlock == 27 && later.millisecondsPerOperation == 0)
        #expect(later.failing.isEmpty)
    }

    @Test func titlesNameBlocks() throws {
        let job = try ProofJob(kind: .compress, blocks: 3...5, payload: [])
        #expect(job.title == "compress of blocks 3 to 5")
        #expect(try QueueScene.chunk(7, 2).title == "chunk 2 of block 7")
    }

    /// Costs are a worker's word, which may be anything.
    @Test func immenseCostsDoNotTrap() throws {
        var scene = QueueScene()
        for index in 0..<2 as Range<UInt32> { try scene.add(try QueueScene.chunk(1, index)) }
        for _ in 0..<2 {
            let lease = try #require(try scene.lease())
            let cost = JobCost(milliseconds: .max, processorMilliseconds: .max)
            _ = try scene.queue.complete(lease, digest: lease.job, cost: cost, now: 0)
        }
        #expect(JobStatus(scene.queue.records, now: 0).millisecondsPerBlock == .max)
    }
}
