import Bytes
import Hashing
import ProofJobs
import Testing

/// What each call does in each state.
@Suite struct JobQueueTests {
    private var scene = QueueScene()

    @Test mutating func addsOnceAndInTheOrderOfNeeds() throws {
        let chunk = try QueueScene.chunk(1)
        let join = try QueueScene.join([chunk])
        #expect(throws: JobError.unknownNeed(chunk.id)) { try scene.add(join) }
        #expect(scene.queue.records.isEmpty)
        try scene.add(chunk)
        try scene.add(join)
        #expect(try !scene.queue.add(chunk, now: 0) && !scene.queue.add(join, now: 0))
        #expect(scene.queue.records.map(\.id) == [chunk.id, join.id])
        #expect(scene.state(chunk) == .ready && scene.state(join) == .waiting)
    }

    @Test mutating func aJobIsReadyWhenAllItsNeedsAreFinished() throws {
        let (left, right) = (try QueueScene.chunk(1, 0), try QueueScene.chunk(1, 1))
        let join = try QueueScene.join([left, right])
        for job in [left, right, join] { try scene.add(job) }
        let first = try #require(try scene.lease())
        let second = try #require(try scene.lease())
        #expect(try scene.lease() == nil)
        #expect(try scene.complete(first))
        #expect(scene.state(join) == .waiting)
        #expect(try scene.complete(second))
        #expect(scene.state(join) == .ready)
        // Added after its needs are finished, it is ready at once.
        let late = try QueueScene.join([right])
        try scene.add(late)
        #expect(scene.state(late) == .ready)
    }

    @Test mutating func leasesTheOldestBlockOfTheKindsAsked() throws {
        let jobs = [try QueueScene.chunk(3), try QueueScene.chunk(2, 1), try QueueScene.chunk(2)]
        for job in jobs { try scene.add(job) }
        #expect(try scene.lease("a", [.join, .wrap]) == nil)
        #expect(try scene.lease("a", []) == nil)
        let order = try (0..<3).map { _ in try scene.lease()?.job }
        #expect(order == [jobs[1].id, jobs[2].id, jobs[0].id])
    }

    @Test mutating func namesOfWorkersAreBounded() throws {
        for name in ["", String(repeating: "n", count: 65)] {
            #expect(throws: JobError.tooLarge(limit: 64, actual: name.utf8.count)) {
                try scene.lease(name)
            }
        }
        #expect(try scene.lease(String(repeating: "n", count: 64)) == nil)
    }

    @Test mutating func heartbeatsExtendALease() throws {
        let job = try QueueScene.chunk(1)
        try scene.add(job)
        let lease = try #require(try scene.lease())
        for _ in 0..<5 {
            scene.now += 99
            #expect(try scene.lease("b") == nil)
            let end = try scene.queue.heartbeat(
                lease, now: scene.now, settings: scene.settings)
            #expect(end == scene.now + 100)
        }
        // Late, but nobody else asked: it is still the holder's.
        scene.now += 500
        _ = try scene.queue.heartbeat(lease, now: scene.now, settings: scene.settings)
        scene.now += 100
        let second = try #require(try scene.lease("b"))
        #expect(second.number == 2)
        #expect(throws: JobError.leaseLost(job.id)) {
            try scene.queue.heartbeat(lease, now: scene.now, settings: scene.settings)
        }
    }

    @Test mutating func releasingIsNoFailure() throws {
        let job = try QueueScene.chunk(1)
        try scene.add(job)
        for _ in 0..<10 {
            let lease = try #require(try scene.lease())
            try scene.queue.release(lease, now: scene.now)
            #expect(throws: JobError.leaseLost(job.id)) {
                try scene.queue.release(lease, now: scene.now)
            }
        }
        #expect(scene.queue.record(job.id)?.failureCount == 0)
        #expect(scene.state(job) == .ready)
    }

    @Test mutating func aJobThatFailsTooOftenIsSetAsideUntilAnOperatorRetries() throws {
        let job = try QueueScene.chunk(1)
        try scene.add(job)
        try scene.fail(try #require(try scene.lease("a")), "first")
        _ = try #require(try scene.lease("b"))
        scene.now += 100
        try scene.fail(try #require(try scene.lease("c")), String(repeating: "é", count: 300))
        #expect(scene.state(job) == .poisoned)
        let failures = try #require(scene.queue.record(job.id)?.failures)
        #expect(failures.map(\.worker) == ["a", "b", "c"])
        #expect(failures.map(\.reason.utf8.count) == [5, 12, 512])
        #expect(try scene.lease() == nil)
        try scene.queue.retry(job.id, now: scene.now)
        #expect(throws: JobError.notPoisoned(job.id)) {
            try scene.queue.retry(job.id, now: scene.now)
        }
        let lease = try #require(try scene.lease())
        #expect(lease.number == 4)
        #expect(try scene.complete(lease))
    }

    @Test mutating func expiredLeasesPoisonToo() throws {
        let job = try QueueScene.chunk(1)
        try scene.add(job)
        for _ in 0..<3 {
            _ = try #require(try scene.lease())
            scene.now += 100
        }
        #expect(try scene.lease() == nil)
        #expect(scene.state(job) == .poisoned)
    }

    /// The first verified result counts, whoever sends it and whenever.
    @Test mutating func lateForeignAndRepeatedResults() throws {
        let job = try QueueScene.chunk(1)
        try scene.add(job)
        let lost = try #require(try scene.lease("slow"))
        scene.now += 100
        let present = try #require(try scene.lease("quick"))
        #expect(try scene.complete(lost))
        #expect(try !scene.complete(lost))
        #expect(try !scene.complete(present))
        let before = scene.queue.records
        #expect(throws: JobError.alreadyFinished(job.id)) { try scene.complete(present, 2) }
        #expect(throws: JobError.leaseLost(job.id)) { try scene.fail(present) }
        #expect(throws: JobError.notPoisoned(job.id)) {
            try scene.queue.retry(job.id, now: scene.now)
        }
        #expect(scene.queue.records == before)
        guard case .finished(_, "slow", QueueScene.cost)? = scene.state(job) else {
            Issue.record("the first result is kept")
            return
        }
    }

    @Test mutating func aPoisonedJobTakesAResult() throws {
        let job = try QueueScene.chunk(1)
        try scene.add(job)
        var last: JobLease?
        for _ in 0..<3 {
            last = try scene.lease()
            try scene.fail(try #require(last))
        }
        #expect(scene.state(job) == .poisoned)
        #expect(try scene.complete(try #require(last)))
        #expect(scene.queue.record(job.id)?.resultDigest != nil)
    }

    @Test mutating func resultsOfWaitingAndUnknownJobsAreRefused() throws {
        let chunk = try QueueScene.chunk(1)
        let join = try QueueScene.join([chunk])
        try scene.add(chunk)
        try scene.add(join)
        let forged = JobLease(job: join.id, number: 1, worker: "a")
        #expect(throws: JobError.notReady(join.id)) { try scene.complete(forged) }
        let none = JobLease(job: Bytes32(), number: 1, worker: "a")
        #expect(throws: JobError.unknownJob(Bytes32())) { try scene.complete(none) }
        #expect(throws: JobError.unknownJob(Bytes32())) { try scene.fail(none) }
        #expect(throws: JobError.leaseLost(join.id)) { try scene.fail(forged) }
    }

    @Test mutating func aWrongResultIsAFailureOfTheHolderOnly() throws {
        let job = try QueueScene.chunk(1)
        try scene.add(job)
        let lease = try #require(try scene.lease())
        let stranger = JobLease(job: job.id, number: 1, worker: "stranger")
        let before = scene.queue.records
        try scene.queue.reject(stranger, reason: "r", now: 0, settings: scene.settings)
        #expect(scene.queue.records == before)
        try scene.queue.reject(lease, reason: "r", now: scene.now, settings: scene.settings)
        #expect(scene.state(job) == .ready)
        #expect(scene.queue.record(job.id)?.failures.first?.reason == "wrong result: r")
    }

    @Test mutating func aRefusedResultIsMadeAgainAndItsDependentsWait() throws {
        let (left, right) = (try QueueScene.chunk(1, 0), try QueueScene.chunk(1, 1))
        let joins = [try QueueScene.join([left, right]), try QueueScene.join([left])]
        for job in [left, right] + joins { try scene.add(job) }
        for _ in 0..<2 { _ = try scene.complete(try #require(try scene.lease())) }
        let first = try #require(try scene.lease())
        let second = try #require(try scene.lease())
        _ = try scene.complete(second)
        #expect(throws: JobError.otherResult(left.id)) {
            try scene.queue.refuse(
                left.id, digest: Bytes32(), reason: "", now: 0, settings: scene.settings)
        }
        let digest = SHA256.hash([1])
        try scene.queue.refuse(
            left.id, digest: digest, reason: "bad", now: scene.now, settings: scene.settings)
        #expect(scene.state(left) == .ready)
        #expect(scene.state(joins[0]) == .waiting)
        #expect(scene.queue.record(joins[0].id)?.missing == [left.id])
        // The finished one keeps its result, which was verified on its own.
        #expect(scene.queue.record(joins[1].id)?.resultDigest == digest)
        #expect(throws: JobError.leaseLost(joins[0].id)) { try scene.fail(first) }
        #expect(throws: JobError.otherResult(left.id)) {
            try scene.queue.refuse(
                left.id, digest: digest, reason: "", now: 0, settings: scene.settings)
        }
        _ = try scene.complete(try #require(try scene.lease()), 3)
        #expect(scene.state(joins[0]) == .ready)
    }

    @Test mutating func changesAreToldOnceAndRemovedJobsAreGone() throws {
        let chunk = try QueueScene.chunk(1)
        let join = try QueueScene.join([chunk])
        try scene.add(chunk)
        try scene.add(join)
        #expect(Set(scene.queue.takeChanges().map(\.id)) == [chunk.id, join.id])
        #expect(scene.queue.takeChanges().isEmpty)
        _ = try scene.complete(try #require(try scene.lease()))
        #expect(Set(scene.queue.takeChanges().map(\.id)) == [chunk.id, join.id])
        scene.queue.remove([join.id])
        #expect(scene.queue.records.map(\.id) == [chunk.id])
        #expect(scene.queue.dependents(of: chunk.id).isEmpty)
    }
}
