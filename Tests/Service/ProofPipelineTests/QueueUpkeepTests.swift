import ProofJobs
import ProofPipeline
import ProofStores
import Settling
import Testing

/// Planning, retention, and the alarms of the queue.
@Suite struct QueueUpkeepTests {
    private let scene: PipelineScene
    private let upkeep: QueueUpkeep

    init() throws {
        scene = try PipelineScene()
        upkeep = QueueUpkeep(
            scene.queue, blocks: scene.chain, proofs: WrappedProofs(alarm: scene.alarm),
            alarm: scene.alarm,
            patience: QueueUpkeep.Patience(milliseconds: 10_000, clock: scene.clock))
    }

    private func cut(through number: UInt64) {
        scene.chain.seal(through: number)
        PipelineScene.cutAll(scene.cutting())
    }

    /// Looks at the queue and finishes what there is, until nothing is left.
    private func proveAll() throws {
        for _ in 0..<4 {
            upkeep.step()
            try scene.finish()
        }
        upkeep.step()
    }

    private var wraps: [ClosedRange<UInt64>] {
        scene.queue.snapshot().records.filter { $0.kind == .wrap }.map(\.blocks)
    }

    /// Wraps stay until every chain has executed their blocks, and the newest always.
    @Test func wrapsAreKeptUntilTheyAreExecuted() throws {
        for number in 1...4 as ClosedRange<UInt64> {
            cut(through: number)
            try proveAll()
        }
        #expect(wraps == [1...1, 2...2, 3...3, 4...4])
        // With each what it is made again from, and nothing else.
        #expect(scene.queue.snapshot().records.count == 12)
        #expect(
            Set(scene.queue.snapshot().records.map(\.kind)) == [.compress, .last, .wrap])
        scene.chain.execute(through: 2)
        upkeep.step()
        #expect(wraps == [3...3, 4...4])
        scene.chain.execute(through: 4)
        upkeep.step()
        #expect(wraps == [4...4])
        #expect(scene.queue.snapshot().records.count == 3)
        // The next range begins after it.
        cut(through: 6)
        try proveAll()
        #expect(wraps == [5...6])
    }

    @Test func aJobThatWasSetAsideIsAnAlarm() throws {
        cut(through: 1)
        upkeep.step()
        #expect(scene.fault == nil)
        for _ in 0..<scene.queue.settings.attemptCount {
            let leased = try #require(try scene.queue.lease([.chunk], to: "w"))
            try scene.queue.fail(leased.lease, reason: "no memory")
        }
        upkeep.step()
        #expect(
            scene.fault == "chunk 0 of block 1 is set aside after 5 failures: no memory")
        let record = try #require(scene.queue.snapshot().records.first)
        try scene.queue.retry(record.id)
        upkeep.step()
        #expect(scene.fault == nil)
        #expect(upkeep.status?.failing.isEmpty == true)
    }

    /// Whatever it waits for: to be cut, or to be proven.
    @Test func aBlockThatWaitsTooLongIsAnAlarm() throws {
        // Block n was sealed at n seconds.
        scene.clock.set(10_999)
        scene.chain.seal(through: 2)
        upkeep.step()
        #expect(scene.fault == nil)
        scene.clock.set(11_000)
        upkeep.step()
        #expect(scene.fault == "block 1 waits for its proof for 10 s")
        #expect(scene.alarms.raised.first?.block == 1)
        scene.chain.execute(through: 1)
        upkeep.step()
        #expect(scene.fault == nil)
        scene.clock.set(12_000)
        upkeep.step()
        #expect(scene.fault == "block 2 waits for its proof for 10 s")
        cut(through: 2)
        try proveAll()
        #expect(scene.fault == nil)
    }

    /// One alarm shows the cause that stops more, and ends with the last.
    @Test func theGravestCauseIsShown() {
        scene.alarm.raise(.late, block: 4, "late")
        scene.alarm.raise(.cutting, block: 2, "cutting")
        #expect(scene.fault == "cutting" && scene.alarms.count(.proving) == 1)
        scene.alarm.raise(.queue, "queue")
        #expect(scene.fault == "cutting")
        scene.alarm.clear(.cutting)
        #expect(scene.fault == "queue")
        scene.alarm.clear(.late)
        scene.alarm.clear(.preparation)
        #expect(scene.fault == "queue")
        scene.alarm.clear(.queue)
        #expect(scene.fault == nil && scene.alarms.count(.proving) == 0)
    }
}
