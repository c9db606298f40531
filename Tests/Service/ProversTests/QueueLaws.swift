import Bytes
import Hashing
import ProofJobs
import ProofStores
import Testing

/// What holds for every queue, whatever keeps it: the planner's side, and the workers' side, which
/// may be at the other end of a connection.
struct QueueLaws {
    let store: any JobStore
    let source: any JobSource
    let clock: TestClock

    /// A lease lasts a second, and a job may fail three times.
    static var settings: QueueSettings {
        var settings = QueueSettings()
        settings.leaseMilliseconds = 1_000
        settings.attemptCount = 3
        return settings
    }

    private let cost = JobCost(milliseconds: 7, processorMilliseconds: 11)
    private let all = Set(JobKind.allCases)

    private func chunk(_ block: UInt64, _ index: UInt32 = 0, _ count: Int = 3) throws -> ProofJob {
        try ProofJob(
            kind: .chunk, blocks: block...block, index: index, operationCount: 5,
            payload: [UInt8](repeating: UInt8(truncatingIfNeeded: block), count: count))
    }

    private func join(_ needs: [ProofJob]) throws -> ProofJob {
        try ProofJob(kind: .join, blocks: 1...1, needs: needs.map(\.id), payload: [1])
    }

    private func lease(_ worker: String = "a") throws -> JobLease {
        try #require(try source.lease(all, to: worker)).lease
    }

    private func result(_ job: ProofJob, _ inputs: [[UInt8]] = [], _ variant: UInt8 = 0) -> [UInt8]
    {
        ToyWork.result(of: job, inputs, variant: variant)
    }

    private func state(_ job: ProofJob) throws -> JobState? {
        try source.snapshot().records.first { $0.id == job.id }?.state
    }

    private func empty() throws { try store.remove(store.snapshot().records.map(\.id)) }

    /// Runs all laws, each on an empty queue.
    func check() throws {
        for law in [
            jobsAreKept, addingIsAllOrNothing, jobsAreLeasedInOrder, resultsReachDependents,
            leasesEnd, wrongResultsAreRefused, theFirstResultCounts, failuresPoison,
            refusedResultsAreMadeAgain, unknownJobsAreRefused, largeBodiesPass, rangesArePlanned,
        ] {
            try empty()
            try law()
        }
    }

    private func jobsAreKept() throws {
        let job = try chunk(1)
        try store.add([job])
        try store.add([job])
        #expect(try source.snapshot().records.map(\.id) == [job.id])
        #expect(try source.job(job.id) == job)
        #expect(try source.result(job.id) == nil)
    }

    private func addingIsAllOrNothing() throws {
        let (first, second) = (try chunk(1), try chunk(2))
        let foreign = try join([second])
        #expect(throws: JobError.unknownNeed(second.id)) { try store.add([first, foreign]) }
        #expect(try source.snapshot().records.isEmpty)
        #expect(throws: JobError.unknownJob(first.id)) { try source.job(first.id) }
        try store.add([second, foreign])
    }

    private func jobsAreLeasedInOrder() throws {
        let jobs = [try chunk(3), try chunk(2), try chunk(2, 1)]
        try store.add(jobs)
        #expect(try source.lease([.wrap], to: "a") == nil)
        let leased = try #require(try source.lease([.chunk, .wrap], to: "a"))
        #expect(leased.lease == JobLease(job: jobs[1].id, number: 1, worker: "a"))
        #expect(leased.milliseconds == 1_000)
        #expect(try lease("ünter \"1\" & 2").job == jobs[2].id)
        #expect(try lease().job == jobs[0].id)
        #expect(try source.lease(all, to: "b") == nil)
        #expect(throws: JobError.tooLarge(limit: 64, actual: 65)) {
            try source.lease(all, to: String(repeating: "w", count: 65))
        }
    }

    private func resultsReachDependents() throws {
        let (left, right) = (try chunk(1), try chunk(1, 1))
        let join = try join([left, right])
        try store.add([left, right, join])
        let leases = [try lease("ä"), try lease()]
        try source.complete(leases[0], result: result(left), cost: cost)
        #expect(try state(join) == .waiting)
        try source.complete(leases[1], result: result(right), cost: cost)
        #expect(try state(join) == .ready)
        #expect(try source.result(left.id) == result(left))
        let digest = SHA256.hash(result(left))
        #expect(try state(left) == .finished(digest: digest, worker: "ä", cost: cost))
        let last = try lease()
        #expect(last.job == join.id)
        let inputs = [result(left), result(right)]
        // It verifies only with these inputs.
        #expect(throws: JobError.refusedResult(join.id, reason: "not the digest")) {
            try source.complete(last, result: result(join), cost: cost)
        }
        try source.complete(last, result: result(join, inputs), cost: cost)
    }

    private func leasesEnd() throws {
        let job = try chunk(1)
        try store.add([job])
        let first = try lease("first")
        clock.sleep(milliseconds: 999)
        try source.heartbeat(first)
        clock.sleep(milliseconds: 999)
        #expect(try source.lease(all, to: "b") == nil)
        clock.sleep(milliseconds: 1)
        let second = try lease("second")
        #expect(second.number == 2)
        for call in [source.heartbeat, source.release] {
            #expect(throws: JobError.leaseLost(job.id)) { try call(first) }
        }
        #expect(throws: JobError.leaseLost(job.id)) { try source.fail(first, reason: "") }
        try source.release(second)
        #expect(try state(job) == .ready)
        #expect(try source.snapshot().records[0].failures.map(\.worker) == ["first"])
        // Late, and right.
        try source.complete(first, result: result(job), cost: cost)
    }

    private func wrongResultsAreRefused() throws {
        let job = try chunk(1)
        try store.add([job])
        let lease = try lease()
        let thief = JobLease(job: job.id, number: 1, worker: "thief")
        let before = try source.snapshot().records
        #expect(throws: JobError.refusedResult(job.id, reason: "not the digest")) {
            try source.complete(thief, result: [1], cost: cost)
        }
        #expect(try source.snapshot().records == before)
        #expect(throws: JobError.refusedResult(job.id, reason: "not the digest")) {
            try source.complete(lease, result: [], cost: cost)
        }
        #expect(try state(job) == .ready)
        #expect(try source.result(job.id) == nil)
    }

    private func theFirstResultCounts() throws {
        let job = try chunk(1)
        try store.add([job])
        let lease = try lease()
        try source.complete(lease, result: result(job), cost: cost)
        let before = try source.snapshot().records
        try source.complete(lease, result: result(job), cost: cost)
        #expect(throws: JobError.alreadyFinished(job.id)) {
            try source.complete(lease, result: result(job, [], 1), cost: cost)
        }
        #expect(try source.snapshot().records == before)
        #expect(try source.result(job.id) == result(job))
    }

    private func failuresPoison() throws {
        let job = try chunk(1)
        try store.add([job])
        for _ in 0..<3 { try source.fail(lease(), reason: "no memory") }
        #expect(try state(job) == .poisoned)
        #expect(try source.lease(all, to: "a") == nil)
        #expect(try source.status().failing.map(\.last.reason) == ["no memory"])
        try source.retry(job.id)
        #expect(throws: JobError.notPoisoned(job.id)) { try source.retry(job.id) }
        try source.complete(lease(), result: result(job), cost: cost)
    }

    private func refusedResultsAreMadeAgain() throws {
        let job = try chunk(1)
        let join = try join([job])
        try store.add([job, join])
        try source.complete(lease(), result: result(job), cost: cost)
        let digest = SHA256.hash(result(job))
        // Whoever says so, a result that verifies stays.
        #expect(throws: JobError.validResult(job.id)) {
            try source.refuse(job.id, digest: digest, reason: "lie")
        }
        #expect(throws: JobError.otherResult(job.id)) {
            try source.refuse(job.id, digest: job.id, reason: "lie")
        }
        #expect(throws: JobError.otherResult(join.id)) {
            try source.refuse(join.id, digest: digest, reason: "lie")
        }
        #expect(try state(join) == .ready)
    }

    private func unknownJobsAreRefused() throws {
        let id = Bytes32 { _ in 7 }
        let lease = JobLease(job: id, number: 1, worker: "a")
        #expect(throws: JobError.unknownJob(id)) { try source.job(id) }
        #expect(throws: JobError.unknownJob(id)) { try source.result(id) }
        #expect(throws: JobError.unknownJob(id)) { try source.heartbeat(lease) }
        #expect(throws: JobError.unknownJob(id)) { try source.retry(id) }
        #expect(throws: JobError.unknownJob(id)) {
            try source.complete(lease, result: [1], cost: cost)
        }
    }

    private func largeBodiesPass() throws {
        let job = try chunk(1, 0, 9 << 20)
        try store.add([job])
        #expect(try source.job(lease().job) == job)
    }

    private func rangesArePlanned() throws {
        let parts = (0..<3).map {
            ProofPlanner.Part(payload: [UInt8($0)], operationCount: 1)
        }
        try store.addBlock(1, parts: parts)
        try store.addBlock(1, parts: Array(parts.dropFirst()))
        try store.plan()
        #expect(try source.snapshot().records.count == 3)
        var count = 0
        while let leased = try source.lease(all, to: "a") {
            let job = try source.job(leased.lease.job)
            let inputs = try job.needs.map { try #require(try source.result($0)) }
            try source.complete(leased.lease, result: result(job, inputs), cost: cost)
            count += 1
            try store.plan()
        }
        // Three chunks, three joins, compress, last, wrap: the wrap is kept with the two that it is
        // made again from.
        #expect(count == 9)
        let kept = try source.snapshot().records
        #expect(kept.map(\.kind) == [.compress, .last, .wrap])
        #expect(try source.result(kept[2].id) != nil)
    }
}
