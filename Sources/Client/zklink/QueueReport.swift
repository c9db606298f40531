import Bytes
import Network
import ProofJobs

/// What waits, runs and fails in a queue of proving jobs, for people and programs.
struct QueueReport {
    private let status: JobStatus

    init(_ status: JobStatus) { self.status = status }

    var text: String {
        guard !status.counts.isEmpty else { return "there are no jobs" }
        var lines = [
            TextTable.text(
                [["kind", "state", "jobs", "oldest"]]
                    + status.counts.map { count in
                        [
                            count.kind.rawValue, count.state, "\(count.count)",
                            Self.age(count.oldestMilliseconds),
                        ]
                    })
        ]
        if !status.running.isEmpty { lines += ["running"] }
        for job in status.running {
            let lost = job.isLost ? ", without a heartbeat" : ""
            lines.append("  \(job.title): \(job.worker), \(Self.age(job.milliseconds))\(lost)")
        }
        if !status.failing.isEmpty { lines += ["failing"] }
        for job in status.failing {
            lines.append(
                "  \(job.title): failed \(job.failureCount) times, last \(job.last.worker): "
                    + job.last.reason)
            if job.isPoisoned {
                lines.append("    set aside: 'zklink prover retry 0x\(job.id.hex)'")
            }
        }
        if let block = status.millisecondsPerBlock {
            var cost = "processor time: \(ProverLog.seconds(block)) s a block"
            if let operation = status.millisecondsPerOperation {
                cost += ", \(operation) ms an operation"
            }
            lines.append(cost)
        }
        return lines.joined(separator: "\n")
    }

    var json: JSON {
        [
            "jobs": .array(
                status.counts.map { count in
                    [
                        "kind": .string(count.kind.rawValue), "state": .string(count.state),
                        "count": .integer(count.count),
                        "oldestMilliseconds": .integer(count.oldestMilliseconds),
                        "processorMilliseconds": .integer(
                            status.processorMilliseconds[count.kind] ?? 0),
                    ]
                }),
            "running": .array(
                status.running.map { job in
                    [
                        "id": .string("0x\(job.id.hex)"), "title": .string(job.title),
                        "worker": .string(job.worker),
                        "milliseconds": .integer(job.milliseconds), "isLost": .bool(job.isLost),
                    ]
                }),
            "failing": .array(
                status.failing.map { job in
                    [
                        "id": .string("0x\(job.id.hex)"), "title": .string(job.title),
                        "isSetAside": .bool(job.isPoisoned),
                        "failures": .integer(job.failureCount),
                        "worker": .string(job.last.worker), "reason": .string(job.last.reason),
                    ]
                }),
            "blocks": .integer(status.blockCount), "operations": .integer(status.operationCount),
            "millisecondsPerBlock": status.millisecondsPerBlock.map { .integer($0) } ?? .null,
            "millisecondsPerOperation": status.millisecondsPerOperation.map { .integer($0) }
                ?? .null,
        ]
    }

    /// A time as people say it.
    private static func age(_ milliseconds: UInt64) -> String {
        switch milliseconds {
        case ..<10_000: ProverLog.seconds(milliseconds) + " s"
        case ..<600_000: "\(milliseconds / 1_000) s"
        case ..<36_000_000: "\(milliseconds / 60_000) min"
        default: "\(milliseconds / 3_600_000) h"
        }
    }
}
