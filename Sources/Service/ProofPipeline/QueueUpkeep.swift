package import Dispatch
package import ProofJobs
package import ProofStores
package import Scheduling
import Sequencing
import Synchronization

/// Plans the next jobs of the queue, removes old ones, and watches what becomes of them.
///
/// A class because it owns a thread, and others read what it saw last.
package final class QueueUpkeep: Sendable {
    /// When a block that waits for its proof is an alarm, and the clock of that.
    package struct Patience: Sendable {
        package let milliseconds: UInt64
        package let clock: any WallClock

        package init(milliseconds: UInt64, clock: any WallClock) {
            (self.milliseconds, self.clock) = (milliseconds, clock)
        }
    }

    private let queue: any JobStore
    private let blocks: any SealedBlocks
    private let proofs: WrappedProofs
    private let alarm: ProvingAlarm
    private let patience: Patience
    private let policy: RangePolicy
    private let thread = RepeatingThread()
    private let last = Mutex<QueueReport?>(nil)

    /// The upkeep of a queue whose finished wraps go to `proofs`.
    package init(
        _ queue: any JobStore, blocks: any SealedBlocks, proofs: WrappedProofs,
        alarm: ProvingAlarm, patience: Patience, policy: RangePolicy = RangePolicy()
    ) {
        (self.queue, self.blocks, self.proofs) = (queue, blocks, proofs)
        (self.alarm, self.patience, self.policy) = (alarm, patience, policy)
    }

    /// What was seen last; `nil` before the first look.
    var report: QueueReport? { last.withLock { $0 } }

    /// The jobs as they were seen last; `nil` before the first look.
    package var status: JobStatus? { report?.status }

    /// Starts the thread.
    package func start() {
        thread.start("zkl-plan") { [self] in
            step()
            return .milliseconds(PipelineLimits.planMilliseconds)
        }
    }

    /// Ends the thread, or leaves it at the limit.
    package func stop(limit: DispatchTime = .distantFuture) { thread.stop(limit: limit) }

    /// Looks at the queue once; tests call it on their thread.
    package func step() {
        do throws(JobError) {
            let executed = blocks.executed
            try queue.plan(executedThrough: executed, policy: policy)
            let snapshot = try queue.snapshot()
            proofs.update(snapshot.records)
            let status = JobStatus(snapshot.records, now: snapshot.nowMilliseconds)
            let wrapped = ProofPlanner(snapshot.records).lastWrapped ?? 0
            let report = QueueReport(status: status, proven: max(wrapped, executed))
            last.withLock { $0 = report }
            alarm.clear(.queue)
            judge(report)
        } catch {
            alarm.raise(.queue, "the queue of proving jobs fails: \(error)")
        }
    }

    private func judge(_ report: QueueReport) {
        if let job = report.status.failing.first(where: { $0.isPoisoned }) {
            alarm.raise(
                .setAside,
                "\(job.title) is set aside after \(job.failureCount) failures: \(job.last.reason)")
        } else {
            alarm.clear(.setAside)
        }
        let oldest = report.proven + 1
        let now = patience.clock.nowMilliseconds
        guard oldest <= blocks.latest, let block = (try? blocks.sealedBlock(oldest)) ?? nil,
            now >= block.time + patience.milliseconds
        else { return alarm.clear(.late) }
        alarm.raise(
            .late, block: oldest,
            "block \(oldest) waits for its proof for \((now - block.time) / 1_000) s")
    }
}
