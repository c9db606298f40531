import Bytes
import Hashing
import ProofJobs
import ProofStores
import Provers
import Simulation
import Storage
import Synchronization
import TestSupport
import Testing

/// The laws of a queue on every store, and what is special to each.
@Suite struct StoreTests {
    private let clock = TestClock()

    @Test func inMemory() throws {
        let store = try EmbeddedJobStore(
            MemoryStore(), check: ToyWork(), settings: QueueLaws.settings, clock: clock)
        try QueueLaws(store: store, source: store, clock: clock).check()
    }

    @Test func inLMDB() throws {
        try TemporaryFolder.with { folder in
            let store = try EmbeddedJobStore(
                try LMDBStore(path: folder.path, mapByteCount: 256 << 20), check: ToyWork(),
                settings: QueueLaws.settings, clock: clock)
            try QueueLaws(store: store, source: store, clock: clock).check()
        }
    }

    @Test func overHTTP() throws {
        let store = try EmbeddedJobStore(
            MemoryStore(), check: ToyWork(), settings: QueueLaws.settings, clock: clock)
        let service = try ProverService(
            store, port: 0, token: "a token of a test", planMilliseconds: nil)
        defer { service.stop() }
        let source = RemoteJobSource(
            url: "http://127.0.0.1:\(service.port)", token: "a token of a test")
        try QueueLaws(store: store, source: source, clock: clock).check()
    }

    @Test func inPostgreSQL() throws {
        try PrivatePostgres.with { information in
            let store = try PostgresJobStore(
                information, check: ToyWork(), settings: QueueLaws.settings, clock: clock)
            try QueueLaws(store: store, source: store, clock: clock).check()
            // Workers have a connection of their own.
            let other = try PostgresJobStore(
                information, check: ToyWork(), settings: QueueLaws.settings, clock: clock)
            try QueueLaws(store: store, source: other, clock: clock).check()
            // By the database's clock, and with its settings.
            let timed = try PostgresJobStore(information, check: ToyWork())
            #expect(try timed.snapshot().nowMilliseconds > 1_700_000_000_000)
            try store.remove(store.snapshot().records.map(\.id))
            try store.add([try ProofJob(kind: .chunk, blocks: 1...1, payload: [])])
            #expect(try timed.lease([.chunk], to: "a")?.milliseconds == 1_000)
        }
    }

    /// What was answered is there after the store is opened again.
    @Test func embeddedQueuesComeBack() throws {
        let memory = MemoryStore()
        let jobs = try (0..<3).map {
            try ProofJob(kind: .chunk, blocks: 1...1, index: UInt32($0), payload: [UInt8($0)])
        }
        let cost = JobCost(milliseconds: 1, processorMilliseconds: 1)
        let before = try EmbeddedJobStore(memory, check: ToyWork(), clock: clock)
        try before.add(jobs)
        let lease = try #require(try before.lease([.chunk], to: "a")?.lease)
        let held = try #require(try before.lease([.chunk], to: "b")?.lease)
        let result = ToyWork.result(of: jobs[0], [], variant: 0)
        try before.complete(lease, result: result, cost: cost)
        let after = try EmbeddedJobStore(memory, check: ToyWork(), clock: clock)
        #expect(after.snapshot() == before.snapshot())
        #expect(try after.result(jobs[0].id) == result)
        try after.heartbeat(held)
        #expect(try after.lease([.chunk], to: "c")?.lease.job == jobs[2].id)
    }

    /// A store that refuses to write changes nothing in memory either.
    @Test func failedWritesChangeNothing() throws {
        let memory = BrokenStore()
        let store = try EmbeddedJobStore(memory, check: ToyWork(), clock: clock)
        let job = try ProofJob(kind: .chunk, blocks: 1...1, payload: [])
        try store.add([job])
        let lease = try #require(try store.lease([.chunk], to: "a")?.lease)
        let before = store.snapshot()
        memory.isBroken.store(true, ordering: .relaxed)
        let result = ToyWork.result(of: job, [], variant: 0)
        let cost = JobCost(milliseconds: 1, processorMilliseconds: 1)
        #expect(throws: JobError.unavailable(cause: "unavailable")) {
            try store.complete(lease, result: result, cost: cost)
        }
        #expect(throws: JobError.self) { try store.release(lease) }
        #expect(store.snapshot() == before)
        memory.isBroken.store(false, ordering: .relaxed)
        try store.complete(lease, result: result, cost: cost)
    }

    /// A result that was stored and does not verify any more is made again.
    @Test func wrongResultsThatWereStoredAreMadeAgain() throws {
        let memory = MemoryStore()
        let store = try EmbeddedJobStore(memory, check: ToyWork(), clock: clock)
        let job = try ProofJob(kind: .chunk, blocks: 1...1, payload: [])
        try store.add([job])
        let result = ToyWork.result(of: job, [], variant: 0)
        func finish() throws {
            let lease = try #require(try store.lease([.chunk], to: "a")?.lease)
            try store.complete(
                lease, result: result, cost: JobCost(milliseconds: 1, processorMilliseconds: 1))
        }
        try finish()
        // The disk lies.
        var batch = WriteBatch()
        batch.put([3] + job.id.array, [0] + result.dropFirst())
        batch.put([3] + job.id.array, [7] + result.dropFirst())
        try memory.write(batch)
        let digest = SHA256.hash([7] + result.dropFirst())
        #expect(throws: JobError.otherResult(job.id)) {
            try store.refuse(job.id, digest: SHA256.hash(result), reason: "")
        }
        // The record has the digest of the right one, and what is stored is wrong.
        try store.refuse(job.id, digest: digest, reason: "")
        #expect(store.snapshot().records.first?.state == .ready)
        try finish()
        #expect(throws: JobError.validResult(job.id)) {
            try store.refuse(job.id, digest: SHA256.hash(result), reason: "")
        }
        // With a check that became stricter, the stored one is refused.
        let strict = try EmbeddedJobStore(memory, check: Strict(), clock: clock)
        try strict.refuse(job.id, digest: SHA256.hash(result), reason: "lie")
        let record = try #require(strict.snapshot().records.first)
        #expect(record.state == .ready)
        #expect(
            record.failures.map(\.reason) == [
                "wrong result: not the digest", "wrong result: nothing is right",
            ])
        #expect(try strict.result(job.id) == nil)
    }

    @Test func resultsThatNobodyCanVerifyAreRefused() throws {
        var work = ToyWork()
        work.kinds = [.chunk]
        let store = try EmbeddedJobStore(MemoryStore(), check: work, clock: clock)
        try store.add([try ProofJob(kind: .wrap, blocks: 1...1, payload: [])])
        let lease = try #require(try store.lease([.wrap], to: "a")?.lease)
        #expect(throws: JobError.cannotVerify(.wrap)) {
            try store.complete(
                lease, result: [1], cost: JobCost(milliseconds: 1, processorMilliseconds: 1))
        }
    }
}
