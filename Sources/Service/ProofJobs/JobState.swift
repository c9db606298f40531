public import Bytes

/// The right of a worker to a job for a time, with a number that no other lease of the job has.
public struct JobLease: Hashable, Sendable {
    public let job: Bytes32
    /// Counts the leases of the job, from 1.
    public let number: UInt64
    /// The worker's name.
    public let worker: String

    /// A lease as a store or a message has it.
    public init(job: Bytes32, number: UInt64, worker: String) {
        (self.job, self.number, self.worker) = (job, number, worker)
    }
}

/// The time that a proof took.
public struct JobCost: Hashable, Sendable {
    /// From the lease to the result.
    public let milliseconds: UInt64
    /// Of all threads of the worker.
    public let processorMilliseconds: UInt64

    /// A cost; a worker's word, used for figures alone.
    public init(milliseconds: UInt64, processorMilliseconds: UInt64) {
        (self.milliseconds, self.processorMilliseconds) = (milliseconds, processorMilliseconds)
    }
}

/// An attempt that gave no result.
public struct JobFailure: Hashable, Sendable {
    public let worker: String
    public let reason: String
    /// Milliseconds since 1970.
    public let timeMilliseconds: UInt64
}

/// What becomes of a job.
public enum JobState: Equatable, Sendable {
    /// It waits for the results of others.
    case waiting
    /// Any worker may have it.
    case ready
    /// A worker has it until a time, in milliseconds since 1970.
    case leased(JobLease, until: UInt64)
    /// A verified result is stored; its SHA-256, who sent it, and what it took.
    case finished(digest: Bytes32, worker: String, cost: JobCost)
    /// Set aside after too many failures, until an operator says otherwise.
    case poisoned

    /// A word for metrics and people.
    public var name: String {
        switch self {
        case .waiting: "waiting"
        case .ready: "ready"
        case .leased: "leased"
        case .finished: "finished"
        case .poisoned: "poisoned"
        }
    }

    /// The names of all states, in order.
    public static let names = ["waiting", "ready", "leased", "finished", "poisoned"]
}
