import ProofJobs
import ProofStores
import Scheduling
import Synchronization

/// Heartbeats of a lease on a thread of their own, three in its time.
///
/// A class because it owns the thread.
final class Heartbeats: Sendable {
    private let thread = RepeatingThread()
    /// Whether nothing is told any more: the lease was lost and that was told, or the work is done.
    private let isSilent = Atomic<Bool>(false)

    /// Begins; `failed` gets the first `leaseLost`, and every other failure.
    init(
        _ leased: LeasedJob, _ source: any JobSource,
        failed: @escaping @Sendable (JobError) -> Void
    ) {
        thread.start("zkl-heartbeat") { [weak self] in
            do throws(JobError) {
                try source.heartbeat(leased.lease)
            } catch {
                self?.tell(error, failed)
            }
            return .milliseconds(max(1, leased.milliseconds / 3))
        }
    }

    deinit { end() }

    /// Ends them without waiting for one that is on its way.
    func end() {
        isSilent.store(true, ordering: .relaxed)
        thread.cancel()
    }

    private func tell(_ error: JobError, _ failed: (JobError) -> Void) {
        if case .unavailable = error {
            if !isSilent.load(ordering: .relaxed) { failed(error) }
        } else if !isSilent.exchange(true, ordering: .relaxed) {
            failed(error)
        }
    }
}
