import Bytes
import Hashing
import ProofJobs

/// Verifies results on their way into a store, and those that are said to be wrong.
struct CheckedResult: Sendable {
    let check: any ResultCheck

    /// The digest of a result after it was verified; `nil` if the store has it already.
    ///
    /// - Parameters:
    ///   - accepts: Whether the store would take a result with a digest.
    ///   - job: Reads a job.
    ///   - result: Reads the result of a job.
    func digest(
        of result: [UInt8], for id: Bytes32, in store: some JobSource,
        accepts: (Bytes32) throws(JobError) -> Bool
    ) throws(JobError) -> Bytes32? {
        guard result.count <= JobLimits.byteCount else {
            throw .tooLarge(limit: JobLimits.byteCount, actual: result.count)
        }
        let digest = SHA256.hash(result)
        guard try accepts(digest) else { return nil }
        try verify(result, of: id, in: store)
        return digest
    }

    /// Throws `validResult` if the stored result of a job verifies, `otherResult` if it is not the
    /// one with a digest; returns the reason if it is wrong.
    func fault(
        of id: Bytes32, digest: Bytes32, in store: some JobSource
    ) throws(JobError) -> String {
        guard let result = try store.result(id), SHA256.hash(result) == digest else {
            throw .otherResult(id)
        }
        do throws(JobError) {
            try verify(result, of: id, in: store)
        } catch {
            guard case .refusedResult(_, let reason) = error else { throw error }
            return reason
        }
        throw .validResult(id)
    }

    private func verify(
        _ result: [UInt8], of id: Bytes32, in store: some JobSource
    ) throws(JobError) {
        let job = try store.job(id)
        guard check.kinds.contains(job.kind) else { throw .cannotVerify(job.kind) }
        var inputs: [[UInt8]] = []
        for need in job.needs {
            guard let input = try store.result(need) else { throw .notReady(id) }
            inputs.append(input)
        }
        do throws(WorkFailure) {
            try check.verify(result, of: job, inputs: inputs)
        } catch {
            throw .refusedResult(id, reason: error.reason)
        }
    }
}
