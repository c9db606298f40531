import ProofJobs

/// What the queue has, as health shows it.
struct QueueReport: Sendable {
    /// The jobs by kind and state, those that run and those that fail.
    let status: JobStatus
    /// The last block of a finished wrap, or that needs no proof; 0 before the first.
    let proven: UInt64

    /// The states of jobs that are not finished, then the first that run and fail.
    var text: String {
        var parts = [stateText]
        parts += status.running.prefix(PipelineLimits.reportedJobs).map {
            "\($0.title): \($0.isLost ? "lost by" : "at") \($0.worker) for \($0.milliseconds / 1_000) s"
        }
        parts += status.failing.prefix(PipelineLimits.reportedJobs).map {
            "\($0.title): \($0.isPoisoned ? "set aside, " : "")failed \($0.failureCount) times: "
                + $0.last.reason
        }
        return parts.joined(separator: "; ")
    }

    private var stateText: String {
        let counts = JobState.names.compactMap { state -> String? in
            let count = status.counts.filter { $0.state == state }.reduce(0) { $0 + $1.count }
            return count == 0 || state == Self.finished ? nil : "\(count) \(state)"
        }
        return "jobs: " + (counts.isEmpty ? "none" : counts.joined(separator: ", "))
    }

    private static let finished = "finished"
}
