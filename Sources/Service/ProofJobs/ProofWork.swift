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

/// Several kinds of work as one; of two that do the same kind the first counts.
public struct CombinedWork: ProofWork {
    private let parts: [any ProofWork]

    /// The work of all parts.
    public init(_ parts: [any ProofWork]) { self.parts = parts }

    public var kinds: Set<JobKind> { parts.reduce(into: []) { $0.formUnion($1.kinds) } }

    /// Verifies a result with the part for its kind.
    public func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {
        try part(for: job.kind).verify(result, of: job, inputs: inputs)
    }

    /// Does a job with the part for its kind.
    public func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] {
        try part(for: job.kind).run(job, inputs: inputs, progress: progress)
    }

    private func part(for kind: JobKind) throws(WorkFailure) -> any ProofWork {
        guard let part = parts.first(where: { $0.kinds.contains(kind) }) else {
            throw WorkFailure("\(kind.rawValue) jobs are not done here")
        }
        return part
    }
}
