package import Dispatch
import ProofJobs
package import ProofStores
package import Scheduling
import Sequencing
import Synchronization
import Transition

/// Puts the jobs of sealed blocks into the queue, one block after the other.
///
/// Jobs first, then the replica of the state: stopped anywhere it goes on with the same block, and
/// the planner ignores a block that the queue has already. A class because it owns a thread.
package final class BlockCutting: Sendable {
    /// What cutting reads and writes.
    package struct Ports: Sendable {
        package let blocks: any SealedBlocks
        package let cutter: any PartCutting
        package let queue: any JobStore
        package let replica: ReplicaSource

        package init(
            blocks: any SealedBlocks, cutter: any PartCutting, queue: any JobStore,
            replica: ReplicaSource
        ) {
            (self.blocks, self.cutter) = (blocks, cutter)
            (self.queue, self.replica) = (queue, replica)
        }
    }

    /// Reasons why a block is not cut.
    package enum Fault: Error, Equatable {
        /// The node has sealed the block and cannot read it.
        case missing(block: UInt64)
        /// The guest program leads to another header than the node sealed.
        case otherHeader(block: UInt64)
    }

    private let ports: Ports
    private let alarm: ProvingAlarm
    private let log: @Sendable (String) -> Void
    private let thread = RepeatingThread()
    private let replica = Mutex<StateReplica?>(nil)
    private let lastCut = Atomic<UInt64>(0)

    /// A cutting of the blocks of some ports; `log` writes a line for the operator.
    package init(
        _ ports: Ports, alarm: ProvingAlarm, log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        (self.ports, self.alarm, self.log) = (ports, alarm, log)
    }

    /// The last block that is in the queue, or that needs no proof.
    package var number: UInt64 { lastCut.load(ordering: .relaxed) }

    /// Starts the thread.
    package func start() {
        // Threads that answer calls go first.
        thread.start("zkl-cut", niceness: PipelineLimits.niceness) { [self] in step() }
    }

    /// Wakes the thread for a sealed block.
    package func signal() { thread.signal() }

    /// Ends the thread after the present block, or leaves it at the limit.
    package func stop(limit: DispatchTime = .distantFuture) { thread.stop(limit: limit) }

    /// Cuts one block; tests call it on their thread.
    ///
    /// Returns the wait before the next.
    package func step() -> RepeatingThread.Pause {
        do {
            let isCut = try replica.withLock { try cutNext(&$0) }
            alarm.clear(.cutting)
            return isCut ? .none : .signal
        } catch {
            alarm.raise(
                .cutting, block: number + 1,
                "block \(number + 1) is not cut into parts: \(error)")
            return .milliseconds(PipelineLimits.retryMilliseconds)
        }
    }

    /// `false` when there is no block to cut.
    private func cutNext(_ held: inout StateReplica?) throws -> Bool {
        // The only reference, so that what the block changes is written in place.
        var replica = try held.take() ?? open()
        let number = replica.number + 1
        guard number <= ports.blocks.latest else {
            held = replica
            return false
        }
        do {
            guard let block = try ports.blocks.sealedBlock(number) else {
                throw Fault.missing(block: number)
            }
            let data = try BlockData(decoding: block.encoded)
            let planner = ProofPlanner(try ports.queue.snapshot().records)
            let isNeeded = planner.needs(number, executedThrough: ports.blocks.executed)
            if isNeeded, !planner.has(number) {
                let cut = try ports.cutter.parts(of: data, over: replica.state)
                guard cut.header == block.header else {
                    throw Fault.otherHeader(block: number)
                }
                try ports.queue.addBlock(number, parts: cut.parts)
            }
            // What an error leaves behind is opened again.
            try replica.advance(by: data, to: block.header, isQueued: isNeeded)
        } catch {
            if replica.number < number { held = replica }
            throw error
        }
        lastCut.store(number, ordering: .relaxed)
        held = replica
        return true
    }

    /// Opens the replica; where the queue has lost what the replica is past, from the genesis.
    private func open() throws -> StateReplica {
        var replica = try ports.replica.open()
        let planner = ProofPlanner(try ports.queue.snapshot().records)
        let lost = replica.lastQueued
        if lost > ports.blocks.executed, !planner.reaches(lost) {
            log("proving: the queue has lost block \(lost); every block is cut again")
            replica = try ports.replica.openAnew()
        }
        lastCut.store(replica.number, ordering: .relaxed)
        return replica
    }
}
