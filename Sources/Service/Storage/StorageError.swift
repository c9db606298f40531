/// Errors of data at rest.
public enum StorageError: Error, Equatable, Sendable {
    /// The file system refused an operation.
    case fileSystem(operation: String, code: Int32)
    /// A log segment belongs to another network or format.
    case wrongLabel(segment: UInt64)
    /// A record before the end of the log is damaged; nothing after it can be trusted.
    case corrupt(segment: UInt64, offset: Int)
    /// Segments of the log are missing.
    case missingSegment(expected: UInt64, found: UInt64)
    /// A record or key is longer than allowed.
    case tooLarge(limit: Int, actual: Int)
    /// The log has failed or is closed and acknowledges nothing more.
    case unavailable
    /// The database refused an operation; the code is the library's.
    case database(code: Int32)
    /// Records before the first kept one were requested.
    case pruned(first: UInt64)
}
