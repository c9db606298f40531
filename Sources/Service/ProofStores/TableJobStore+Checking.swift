import Bytes
import Hashing
import ProofJobs

/// Verification of results on their way into a store, and of those that are said to be wrong.
extension TableJobStore {
    /// The digest of a result after it was verified; `nil` if the store has it already.
    func checkedDigest(
        of result: [UInt8], for id: Bytes32
    ) throws(JobError) -> Bytes32? {
        guard result.count <= JobLimits.byteCount else {
            throw .tooLarge(limit: JobLimits.byteCount, actual: result.count)
        }
        let digest = SHA256.hash(result)
        let isAccepted = try transaction { table, _ throws(JobError) in
            try table.accepts(digest, for: id)
        }
        guard isAccepted else { return nil }
        try verify(result, of: id)
        return digest
    }

    /// The digest that a job's record has, which is another one than that of the stored bytes where
    /// these were spoilt; throws `otherResult` unless the stored bytes are still those with a digest.
    func recordedDigest(
        of id: Bytes32, stored digest: Bytes32, in table: any StoredTable
    ) throws(JobError) -> Bytes32 {
        guard let recorded = try table.record(id)?.resultDigest,
            let result = try table.storedResult(id), SHA256.hash(result) == digest
        else { throw .otherResult(id) }
        return recorded
    }

    /// Why the stored result of a job is wrong.
    ///
    /// Throws `validResult` if it verifies, `otherResult` if it is not the one with a digest.
    func fault(of id: Bytes32, digest: Bytes32) throws(JobError) -> String {
        guard let result = try result(id), SHA256.hash(result) == digest else {
            throw .otherResult(id)
        }
        do throws(JobError) {
            try verify(result, of: id)
        } catch {
            guard case .refusedResult(_, let reason) = error else { throw error }
            return reason
        }
        throw .validResult(id)
    }

    private func verify(_ result: [UInt8], of id: Bytes32) throws(JobError) {
        let job = try job(id)
        guard check.kinds.contains(job.kind) else { throw .cannotVerify(job.kind) }
        var inputs: [[UInt8]] = []
        for need in job.needs {
            guard let input = try self.result(need) else { throw .notReady(id) }
            inputs.append(input)
        }
        do throws(WorkFailure) {
            try check.verify(result, of: job, inputs: inputs)
        } catch {
            throw .refusedResult(id, reason: error.reason)
        }
    }
}
