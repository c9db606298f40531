import Bytes
import Hashing
import ProofJobs

/// Work whose result is SHA-256 of payload and inputs, after a byte of the worker's choice.
struct ToyWork: ProofWork {
    var kinds = Set(JobKind.allCases)
    var variant: UInt8 = 0

    static func result(of job: ProofJob, _ inputs: [[UInt8]], variant: UInt8) -> [UInt8] {
        [variant] + SHA256.hash(job.id.array + inputs.joined() + [variant]).array
    }

    func verify(
        _ result: [UInt8], of job: ProofJob, inputs: [[UInt8]]
    ) throws(WorkFailure) {
        guard let variant = result.first, result == Self.result(of: job, inputs, variant: variant)
        else { throw WorkFailure("not the digest") }
    }

    func run(
        _ job: ProofJob, inputs: [[UInt8]], progress: @escaping @Sendable (String) -> Void
    ) throws(WorkFailure) -> [UInt8] {
        progress("hashing")
        return Self.result(of: job, inputs, variant: variant)
    }
}
