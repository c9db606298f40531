public import Bytes
import Dispatch
import Foundation
import Hashing
public import ProofJobs
public import ProofStores
public import Scheduling
import Synchronization

/// What a worker does.
public enum WorkerEvent: Sendable {
    /// There is no job for it.
    case idle
    /// It has a job.
    case began(ProofJob)
    /// A stage of the proof begins.
    case stage(String)
    /// The result was taken.
    case finished(ProofJob, cost: JobCost, byteCount: Int)
    /// The job gave no result, or it was not taken.
    case failed(ProofJob, reason: String)
    /// An input did not verify and is proven again.
    case refused(input: Bytes32, reason: String)
    /// Heartbeats come too late: another worker may have the job too.
    case leaseLost(ProofJob)
    /// The queue does not answer.
    case unavailable(JobError)
}

/// Takes jobs from a queue and does them, one at a time.
///
/// A class because the thread that works, the one that sends heartbeats and the one that stops it
/// share the lease.
public final class ProverWorker: Sendable {
    private let source: any JobSource
    private let work: any ProofWork
    private let kinds: Set<JobKind>
    private let name: String
    private let clock: any WallClock
    private let observer: @Sendable (WorkerEvent) -> Void
    private let current = Mutex<JobLease?>(nil)
    private let isStopped = Atomic<Bool>(false)

    /// Waiting times of a worker.
    private enum Pause {
        static let idleMilliseconds: UInt64 = 500
        static let unavailableMilliseconds: UInt64 = 2_000
        /// A result is delivered so often before it is given up.
        static let deliveryCount = 10
    }

    /// A worker; `name` has at most `JobLimits.workerByteCount` bytes, `kinds` are those it takes.
    public init(
        _ source: any JobSource, work: any ProofWork, kinds: Set<JobKind>, name: String,
        clock: any WallClock = SystemClock(),
        observer: @escaping @Sendable (WorkerEvent) -> Void = { _ in }
    ) {
        (self.source, self.work, self.kinds) = (source, work, kinds)
        (self.name, self.clock, self.observer) = (name, clock, observer)
    }

    /// Works until it is stopped; waits while there is nothing to do or nobody answers.
    public func run() {
        while !isStopped.load(ordering: .acquiring) {
            do throws(JobError) {
                guard try !step() else { continue }
                observer(.idle)
                clock.sleep(milliseconds: Pause.idleMilliseconds)
            } catch {
                observer(.unavailable(error))
                clock.sleep(milliseconds: Pause.unavailableMilliseconds)
            }
        }
    }

    /// Gives the lease back and takes no further job; a proof in progress is not waited for.
    public func stop() {
        isStopped.store(true, ordering: .releasing)
        guard let lease = current.withLock({ $0.take() }) else { return }
        // Another worker has it after the lease at the latest.
        try? source.release(lease)
    }

    /// Does one job; `false` if there is none.
    ///
    /// Throws when the queue fails before the work begins.
    public func step() throws(JobError) -> Bool {
        guard let leased = try source.lease(kinds, to: name) else { return false }
        let lease = leased.lease
        guard hold(lease) else { return true }
        defer { current.withLock { $0 = nil } }
        do throws(JobError) {
            try perform(leased)
        } catch {
            // The queue failed on the way to the job, which is no failure of the job.
            try? source.release(lease)
            throw error
        }
        return true
    }

    private func perform(_ leased: LeasedJob) throws(JobError) {
        let lease = leased.lease
        let job = try source.job(lease.job)
        guard job.id == lease.job else {
            return try source.fail(lease, reason: "the payload is not the job's")
        }
        observer(.began(job))
        let heartbeats = Heartbeats(leased, source) { [observer] error in
            if case .unavailable = error {
                observer(.unavailable(error))
            } else {
                observer(.leaseLost(job))
            }
        }
        defer { heartbeats.end() }
        guard let inputs = try verifiedInputs(of: job, lease) else { return }
        let started = Started(clock)
        do throws(WorkFailure) {
            let result = try work.run(job, inputs: inputs) { [observer] in observer(.stage($0)) }
            heartbeats.end()
            deliver(result, of: job, lease, cost: started.cost(clock))
        } catch {
            observer(.failed(job, reason: error.reason))
            report { () throws(JobError) in try source.fail(lease, reason: error.reason) }
        }
    }

    /// Keeps a lease for `stop`; gives it back if that came first.
    private func hold(_ lease: JobLease) -> Bool {
        current.withLock { $0 = lease }
        guard isStopped.load(ordering: .acquiring) else { return true }
        stop()
        return false
    }
}

// MARK: Results

extension ProverWorker {
    /// The results that a job waited for, each verified here; `nil` if one of them is refused.
    private func verifiedInputs(
        of job: ProofJob, _ lease: JobLease
    ) throws(JobError) -> [[UInt8]]? {
        var inputs: [[UInt8]] = []
        for need in job.needs {
            guard let input = try source.result(need) else {
                try source.release(lease)
                return nil
            }
            let needed = try source.job(need)
            var below: [[UInt8]] = []
            for id in needed.needs {
                guard let result = try source.result(id) else {
                    try source.release(lease)
                    return nil
                }
                below.append(result)
            }
            do throws(WorkFailure) {
                guard work.kinds.contains(needed.kind) else {
                    throw WorkFailure("this worker cannot verify \(needed.kind.rawValue) results")
                }
                try work.verify(input, of: needed, inputs: below)
            } catch {
                try refuse(need, input, error.reason, lease)
                return nil
            }
            inputs.append(input)
        }
        return inputs
    }

    /// Has a wrong input proven again; where the queue finds it right, this worker is the fault.
    private func refuse(
        _ need: Bytes32, _ input: [UInt8], _ reason: String, _ lease: JobLease
    ) throws(JobError) {
        observer(.refused(input: need, reason: reason))
        do throws(JobError) {
            try source.refuse(need, digest: SHA256.hash(input), reason: reason)
        } catch {
            try source.fail(lease, reason: "an input is refused: \(reason)")
        }
    }

    /// Delivers a result, again while the queue does not answer.
    private func deliver(
        _ result: [UInt8], of job: ProofJob, _ lease: JobLease, cost: JobCost
    ) {
        for attempt in 1...Pause.deliveryCount where !isStopped.load(ordering: .acquiring) {
            do throws(JobError) {
                try source.complete(lease, result: result, cost: cost)
                return observer(.finished(job, cost: cost, byteCount: result.count))
            } catch .unavailable(let cause) {
                observer(.unavailable(.unavailable(cause: cause)))
                guard attempt < Pause.deliveryCount else { return }
                clock.sleep(milliseconds: Pause.unavailableMilliseconds)
            } catch {
                return observer(.failed(job, reason: "\(error)"))
            }
        }
    }

    private func report(_ body: () throws(JobError) -> Void) {
        do throws(JobError) {
            try body()
        } catch {
            // The lease ends by itself.
            if case .unavailable = error { observer(.unavailable(error)) }
        }
    }
}

/// The beginning of a piece of work, to measure it.
private struct Started {
    private let milliseconds: UInt64
    private let processor: UInt64

    init(_ clock: any WallClock) {
        (milliseconds, processor) = (clock.nowMilliseconds, Self.processorMilliseconds)
    }

    func cost(_ clock: any WallClock) -> JobCost {
        JobCost(
            milliseconds: clock.nowMilliseconds - min(clock.nowMilliseconds, milliseconds),
            processorMilliseconds: Self.processorMilliseconds - processor)
    }

    /// Processor time of all threads of the process.
    private static var processorMilliseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000 + UInt64(time.tv_nsec) / 1_000_000
    }
}
