/// A reason why a job gave no result, or why a result is refused.
public struct WorkFailure: Error, Equatable, Sendable {
    /// A sentence for people, kept with the job.
    public let reason: String

    /// A failure with its reason.
    public init(_ reason: String) { self.reason = reason }
}

/// Verifies results of some kinds of jobs; it never traps.
public protocol ResultCheck: Sendable {
    /// The kinds of jobs whose results can be verified.
    var kinds: Set<JobKind> { get }
    /// Throws unless a result is one of the job with these results of the jobs that it waited for.
    func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure)
}

/// Does jobs of some kinds.
public protocol ProofWork: ResultCheck {
    /// Makes the result of a job, of the results of the jobs that it waited for; the inputs were
    /// verified. `progress` gets the name of a stage when it begins.
    func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8]
}

/// Work whose results a check verifies that others use without the work.
public protocol CheckedWork: ProofWork {
    associatedtype Check: ResultCheck
    /// Verifies the results.
    var check: Check { get }
}

extension CheckedWork {
    public var kinds: Set<JobKind> { check.kinds }

    /// Verifies a result with the check.
    public func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {
        try check.verify(result, of: job, inputs: inputs)
    }
}

/// Checks of several kinds as one; of two for the same kind the first counts.
public struct CombinedCheck: ResultCheck {
    private let parts: [any ResultCheck]

    /// The checks of all parts.
    public init(_ parts: [any ResultCheck]) { self.parts = parts }

    public var kinds: Set<JobKind> { parts.reduce(into: []) { $0.formUnion($1.kinds) } }

    /// Verifies a result with the part for its kind.
    public func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {
        guard let part = parts.first(where: { $0.kinds.contains(job.kind) }) else {
            throw WorkFailure("\(job.kind.rawValue) jobs are not done here")
        }
        try part.verify(result, of: job, inputs: inputs)
    }
}

/// Several kinds of work as one; of two that do the same kind the first counts.
public struct CombinedWork: CheckedWork {
    private let parts: [any ProofWork]
    /// The checks of all parts.
    public let check: CombinedCheck

    /// The work of all parts.
    public init(_ parts: [any ProofWork]) {
        self.parts = parts
        check = CombinedCheck(parts)
    }

    /// Does a job with the part for its kind.
    public func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] {
        guard let part = parts.first(where: { $0.kinds.contains(job.kind) }) else {
            throw WorkFailure("\(job.kind.rawValue) jobs are not done here")
        }
        return try part.run(job, inputs: inputs, progress: progress)
    }
}
