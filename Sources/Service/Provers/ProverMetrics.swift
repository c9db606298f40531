package import Network
package import ProofJobs

/// Metrics of proving: jobs by kind and state, seconds by kind, cost by block and operation.
package struct ProverMetrics: Sendable {
    private let metrics: Metrics

    /// Bounds for the time of a job in seconds.
    private static let bounds: [Double] = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500]

    /// The metrics of a status among those of a process.
    package init(_ metrics: Metrics) { self.metrics = metrics }

    /// Counts a result that was delivered to this process.
    func completed(_ job: ProofJob, cost: JobCost) {
        metrics.histogram(
            "zkl_prover_job_seconds", help: "From the lease of a job to its result.",
            labels: [MetricLabel("kind", job.kind.rawValue)], bounds: Self.bounds
        ).observe(Double(cost.milliseconds) / 1_000)
    }

    /// All metrics with a status in the text format of Prometheus.
    func text(_ status: JobStatus) -> String {
        set(status)
        return metrics.render()
    }

    /// Sets the gauges to a status.
    package func set(_ status: JobStatus) {
        for kind in JobKind.allCases {
            let label = MetricLabel("kind", kind.rawValue)
            for state in JobState.names {
                let counted = status.counts.first { $0.kind == kind && $0.state == state }
                let labels = [label, MetricLabel("state", state)]
                show("zkl_prover_jobs", "Jobs.", counted?.count ?? 0, labels)
                show(
                    "zkl_prover_oldest_milliseconds", "The longest time in a state.",
                    counted?.oldestMilliseconds ?? 0, labels)
            }
            show(
                "zkl_prover_processor_milliseconds", "Processor time of finished jobs.",
                status.processorMilliseconds[kind] ?? 0, [label])
        }
        let costs = [
            ("block", status.millisecondsPerBlock), ("operation", status.millisecondsPerOperation),
        ]
        for (what, cost) in costs {
            show(
                "zkl_prover_cost_milliseconds", "Processor time of all finished jobs for each.",
                cost ?? 0, [MetricLabel("for", what)])
        }
    }

    private func show(
        _ name: String, _ help: String, _ value: some FixedWidthInteger, _ labels: [MetricLabel]
    ) {
        metrics.gauge(name, help: help, labels: labels).set(Int64(clamping: value))
    }
}
