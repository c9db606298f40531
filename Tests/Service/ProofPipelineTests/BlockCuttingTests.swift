import Bytes
import ProofJobs
import ProofPipeline
import ProofStores
import Simulation
import Storage
import Synchronization
import Testing
import Transition

/// Sealed blocks become jobs, once each and in order, wherever the process ends.
@Suite struct BlockCuttingTests {
    private let scene: PipelineScene

    init() throws { scene = try PipelineScene() }

    private func replica() throws -> StateReplica {
        try StateReplica(scene.replicaMemory, genesis: scene.chain.genesis)
    }

    private var chunkCounts: [UInt64: Int] {
        Dictionary(
            grouping: scene.queue.snapshot().records.filter { $0.kind == .chunk },
            by: \.blocks.lowerBound
        ).mapValues(\.count)
    }

    @Test func blocksAreCutAsTheyAreSealed() throws {
        let cutting = scene.cutting()
        #expect(PipelineScene.isCut(cutting) == false)
        scene.chain.seal(through: 2)
        PipelineScene.cutAll(cutting)
        #expect(chunkCounts == [1: 6, 2: 2])
        scene.chain.seal(through: 3)
        #expect(PipelineScene.isCut(cutting) == true)
        #expect(cutting.number == 3 && scene.fault == nil)
        #expect(try replica().state.header == scene.chain.header(3))
        // A process that starts again has nothing to do.
        let next = scene.cutting()
        #expect(PipelineScene.isCut(next) == false)
        #expect(next.number == 3)
        #expect(scene.cutter.numbers == [1, 2, 3])
    }

    /// The jobs are durable and the replica is not: the next process ignores what is there.
    @Test func aKillBetweenJobsAndReplicaLosesNothing() throws {
        scene.chain.seal(through: 3)
        let broken = BrokenStore(scene.replicaMemory)
        let cutting = BlockCutting(
            BlockCutting.Ports(
                blocks: scene.chain, cutter: scene.cutter, queue: scene.queue,
                replica: ReplicaSource(broken, genesis: scene.chain.genesis)),
            alarm: scene.alarm)
        #expect(PipelineScene.isCut(cutting) == true)
        broken.isBroken.store(true, ordering: .relaxed)
        #expect(PipelineScene.isCut(cutting) == nil)
        #expect(chunkCounts == [1: 6, 2: 2])
        #expect(try replica().number == 1)
        #expect(scene.fault?.contains("block 2 is not cut") == true)
        let records = scene.queue.snapshot().records
        let next = scene.cutting()
        #expect(PipelineScene.isCut(next) == true)
        #expect(scene.queue.snapshot().records == records)
        #expect(scene.fault == nil)
        PipelineScene.cutAll(next)
        #expect(chunkCounts == [1: 6, 2: 2, 3: 2])
        // The same process goes on too once its store does.
        broken.isBroken.store(false, ordering: .relaxed)
        #expect(PipelineScene.isCut(cutting) == false)
        #expect(try replica().number == 3)
    }

    /// Killed before every write of either store in turn, blocks are in the queue once.
    @Test(arguments: 0..<12)
    func aKillAnywhereLosesNothing(writes: Int) throws {
        scene.chain.seal(through: 4)
        let limit = WriteLimit(writes)
        let queue = try? EmbeddedJobStore(
            LimitedStore(scene.queueMemory, limit), check: ToyCheck())
        if let queue {
            let killed = BlockCutting(
                BlockCutting.Ports(
                    blocks: scene.chain, cutter: scene.cutter, queue: queue,
                    replica: ReplicaSource(
                        LimitedStore(scene.replicaMemory, limit), genesis: scene.chain.genesis)),
                alarm: scene.alarm)
            while PipelineScene.isCut(killed) == true {}
        }
        let after = try EmbeddedJobStore(scene.queueMemory, check: ToyCheck())
        PipelineScene.cutAll(scene.cutting(queue: after))
        let chunks = after.snapshot().records.filter { $0.kind == .chunk }
        #expect(chunks.map(\.blocks.lowerBound) == [1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4])
        #expect(try replica().state.header == scene.chain.header(4))
        #expect(scene.fault == nil)
    }

    @Test func aBlockThatTheNodeHasLostIsAnAlarm() throws {
        scene.chain.seal(through: 2)
        scene.chain.lose(2)
        let cutting = scene.cutting()
        #expect(PipelineScene.isCut(cutting) == true)
        #expect(PipelineScene.isCut(cutting) == nil)
        #expect(scene.fault?.contains("missing(block: 2)") == true)
        scene.chain.lose(nil)
        PipelineScene.cutAll(cutting)
        #expect(scene.fault == nil && chunkCounts.count == 2)
    }

    @Test func aBlockThatCannotBeCutIsTriedAgain() throws {
        scene.chain.seal(through: 1)
        let cutting = scene.cutting()
        for (mode, text) in [
            (ToyCutter.Mode.throwing, "Broken"), (.otherHeader, "otherHeader(block: 1)"),
        ] {
            scene.cutter.set(mode)
            for _ in 0..<2 { #expect(PipelineScene.isCut(cutting) == nil) }
            #expect(scene.fault?.contains(text) == true)
            #expect(chunkCounts.isEmpty)
        }
        scene.cutter.set(.right)
        PipelineScene.cutAll(cutting)
        #expect(scene.fault == nil && chunkCounts == [1: 6])
    }

    /// Blocks that every chain has executed need no proof; from the first other one on all do.
    @Test func aQueueThatBeginsLateBeginsWhereProofsAreNeeded() throws {
        scene.chain.seal(through: 4)
        scene.chain.execute(through: 2)
        let cutting = scene.cutting()
        PipelineScene.cutAll(cutting)
        #expect(chunkCounts == [3: 2, 4: 2])
        #expect(scene.cutter.numbers == [3, 4])
        // A range that has begun goes on, though chains execute without it.
        scene.chain.seal(through: 6)
        scene.chain.execute(through: 6)
        PipelineScene.cutAll(cutting)
        #expect(chunkCounts == [3: 2, 4: 2, 5: 2, 6: 2])
        #expect(PipelineScene.isCut(scene.cutting()) == false)
    }

    /// Where the queue is lost and the replica is not, what is needed is cut again.
    @Test func aLostQueueIsFilledAgain() throws {
        scene.chain.seal(through: 4)
        PipelineScene.cutAll(scene.cutting())
        let empty = try EmbeddedJobStore(MemoryStore(), check: ToyCheck())
        scene.chain.execute(through: 1)
        PipelineScene.cutAll(scene.cutting(queue: empty))
        #expect(Set(empty.snapshot().records.map(\.blocks.lowerBound)) == [2, 3, 4])
        #expect(try replica().number == 4)
        // All executed: nothing is lost.
        scene.chain.execute(through: 4)
        let cut = scene.cutter.numbers
        let another = try EmbeddedJobStore(MemoryStore(), check: ToyCheck())
        #expect(PipelineScene.isCut(scene.cutting(queue: another)) == false)
        #expect(scene.cutter.numbers == cut)
    }

    /// Where the replica is lost and the queue is not, nothing is cut twice.
    @Test func aLostReplicaFollowsTheQueue() throws {
        scene.chain.seal(through: 3)
        PipelineScene.cutAll(scene.cutting())
        try scene.prove()
        let titles = scene.titles
        try StateReplica.clear(scene.replicaMemory)
        scene.chain.seal(through: 4)
        PipelineScene.cutAll(scene.cutting())
        #expect(scene.cutter.numbers == [1, 2, 3, 4])
        #expect(scene.titles == titles + ["chunk 0 of block 4", "chunk 1 of block 4"])
    }

    @Test func aSpoiltReplicaIsAnAlarm() throws {
        scene.chain.seal(through: 1)
        PipelineScene.cutAll(scene.cutting())
        var batch = WriteBatch()
        batch.put([1, 1], [1])
        try scene.replicaMemory.write(batch)
        scene.chain.seal(through: 2)
        #expect(PipelineScene.isCut(scene.cutting()) == nil)
        #expect(scene.fault?.contains("corrupt") == true)
    }
}
