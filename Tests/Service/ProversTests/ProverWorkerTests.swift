import Bytes
import Dispatch
import Foundation
import Hashing
import ProofJobs
import ProofStores
import Provers
import Scheduling
import Synchronization
import Testing

/// A worker against a queue in memory.
@Suite struct ProverWorkerTests {
    @Test func doesEverythingUpToTheWrap() throws {
        let scene = try WorkerScene()
        try scene.addBlock(1, 3)
        let worker = scene.worker()
        var count = 0
        while try worker.step() {
            count += 1
            try scene.store.plan()
        }
        #expect(count == 9)
        #expect(scene.names() == WorkerScene.wrapped)
        let wrap = try #require(scene.store.snapshot().records.first)
        guard case .finished(_, "w", _) = wrap.state else {
            Issue.record("the worker has its name on it")
            return
        }
        #expect(
            scene.events.prefix(3) == [
                "began chunk 0 of block 1", "stage hashing", "finished chunk 0 of block 1, 33",
            ])
        #expect(try !worker.step())
    }

    @Test func failuresAreKeptWithTheirReason() throws {
        let scene = try WorkerScene()
        try scene.addBlock(1, 1)
        let worker = scene.worker(work: BrokenWork())
        for _ in 0..<5 { #expect(try worker.step()) }
        #expect(try !worker.step())
        #expect(scene.names() == ["chunk 0 of block 1 poisoned"])
        let record = try #require(scene.store.snapshot().records.first)
        #expect(record.failures.map(\.reason) == [String](repeating: "no memory", count: 5))
        #expect(scene.events.last == "failed chunk 0 of block 1: no memory")
    }

    /// Stopping gives the lease back at once, though the proof goes on.
    @Test func stoppingGivesTheLeaseBack() throws {
        let scene = try WorkerScene()
        try scene.addBlock(1, 2)
        let work = HeldWork()
        let worker = scene.worker(work: work)
        let ended = DispatchSemaphore(value: 0)
        let thread = Thread {
            worker.run()
            ended.signal()
        }
        thread.start()
        work.waitForBegin()
        #expect(scene.names()[0] == "chunk 0 of block 1 leased")
        worker.stop()
        let record = try #require(scene.store.snapshot().records.first)
        #expect(record.state == .ready && record.failures.isEmpty)
        work.letGo()
        ended.wait()
        // What came after the stop was not delivered.
        #expect(scene.names().allSatisfy { $0.hasSuffix("ready") })
        // A worker that was stopped before it has a lease gives it back too.
        #expect(try worker.step())
        #expect(scene.names().allSatisfy { $0.hasSuffix("ready") })
    }

    @Test func heartbeatsKeepALease() throws {
        var settings = QueueSettings()
        settings.leaseMilliseconds = 300
        let scene = try WorkerScene(settings: settings)
        try scene.addBlock(1, 1)
        let work = HeldWork()
        let worker = scene.worker(work: work)
        let ended = DispatchSemaphore(value: 0)
        let thread = Thread {
            _ = try? worker.step()
            ended.signal()
        }
        thread.start()
        work.waitForBegin()
        let before = scene.store.snapshot().records
        for _ in 0..<1_000 where scene.store.snapshot().records == before {
            SystemClock().sleep(milliseconds: 2)
        }
        #expect(scene.store.snapshot().records != before)
        #expect(scene.store.snapshot().records.map(\.leaseCount) == [1])
        work.letGo()
        ended.wait()
        #expect(scene.names() == ["chunk 0 of block 1 finished"])
    }

    /// A lease that another worker got is no reason to throw a proof away.
    @Test func aLostLeaseIsSaidAndTheResultDelivered() throws {
        var settings = QueueSettings()
        settings.leaseMilliseconds = 60
        let scene = try WorkerScene(settings: settings)
        try scene.addBlock(1, 1)
        let work = HeldWork()
        let worker = scene.worker(work: work)
        let ended = DispatchSemaphore(value: 0)
        let thread = Thread {
            _ = try? worker.step()
            ended.signal()
        }
        thread.start()
        work.waitForBegin()
        let record = scene.store.snapshot().records[0]
        try scene.store.release(JobLease(job: record.id, number: record.leaseCount, worker: "w"))
        for _ in 0..<5_000 where !scene.events.contains("lost chunk 0 of block 1") {
            SystemClock().sleep(milliseconds: 2)
        }
        #expect(scene.events.filter { $0 == "lost chunk 0 of block 1" }.count == 1)
        work.letGo()
        ended.wait()
        #expect(scene.names() == ["chunk 0 of block 1 finished"])
    }

    /// Inputs that arrive wrong are not used; where the queue finds them right, the worker fails.
    @Test func wrongInputsAreNotUsed() throws {
        let scene = try WorkerScene()
        try scene.addBlock(1, 1)
        let line = BadLine(scene.store, period: 0)
        let worker = scene.worker(line)
        #expect(try worker.step())
        try scene.store.plan()
        line.changesResults.store(true, ordering: .relaxed)
        #expect(try worker.step())
        #expect(scene.events.last == "refused: not the digest")
        let join = try #require(scene.store.snapshot().records.first { $0.kind == .join })
        #expect(join.state == .ready)
        #expect(join.failures.map(\.reason) == ["an input is refused: not the digest"])
        #expect(scene.names()[0] == "chunk 0 of block 1 finished")
        line.changesResults.store(false, ordering: .relaxed)
        while try worker.step() {}
        #expect(scene.names().allSatisfy { $0.hasSuffix("finished") })
    }

    @Test func badLinesOnlyCostTime() throws {
        for period in 3...8 as ClosedRange<UInt64> {
            var settings = QueueSettings()
            settings.leaseMilliseconds = 0
            settings.attemptCount = 1_000
            let scene = try WorkerScene(settings: settings)
            try scene.addBlock(1, 4)
            let worker = scene.worker(BadLine(scene.store, period: period))
            for _ in 0..<2_000 {
                _ = try? worker.step()
                try scene.store.plan()
                if ProofPlanner(scene.store.snapshot().records).lastWrapped == 1 { break }
            }
            #expect(scene.names() == WorkerScene.wrapped, "period \(period)")
        }
    }
}
