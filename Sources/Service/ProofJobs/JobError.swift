public import Bytes

/// Reasons why the queue refuses something; after each of them nothing has changed, but for
/// `refusedResult` of a worker that holds the lease, which counts as its failure.
public enum JobError: Error, Equatable, Sendable {
    /// There is no job with this id.
    case unknownJob(Bytes32)
    /// A job that another one waits for is not there.
    case unknownNeed(Bytes32)
    /// Bytes, jobs or characters exceed a limit.
    case tooLarge(limit: Int, actual: Int)
    /// The lease has ended and another worker may have the job.
    case leaseLost(Bytes32)
    /// The job waits for others.
    case notReady(Bytes32)
    /// The job is finished with another result.
    case alreadyFinished(Bytes32)
    /// The job has no result, or another one than the caller means.
    case otherResult(Bytes32)
    /// The result does not verify.
    case refusedResult(Bytes32, reason: String)
    /// A result that verifies was said to be wrong.
    case validResult(Bytes32)
    /// Results of this kind cannot be verified here.
    case cannotVerify(JobKind)
    /// The job is not set aside.
    case notPoisoned(Bytes32)
    /// Bytes that should be a job or a record are none.
    case malformed(DecodingError)
    /// The queue's tables have another version.
    case schemaVersion(expected: Int64, actual: Int64)
    /// The token is missing or wrong.
    case unauthorized
    /// The store, or the way to it, failed; whether the change was made is not known, and it may be
    /// sent again.
    case unavailable(cause: String)
}

extension JobError {
    /// Runs a decoder with its errors as those of the queue.
    static func decoding<Value>(
        _ body: () throws(DecodingError) -> Value
    ) throws(JobError) -> Value {
        do throws(DecodingError) {
            return try body()
        } catch {
            throw .malformed(error)
        }
    }
}
