import RpcApi
import Synchronization

/// Faults of the node itself: each answer carries an id that the node's log shows.
///
/// A class because the worker threads count together.
final class FaultLog: Sendable {
    private let startMilliseconds: UInt64
    private let log: @Sendable (String) -> Void
    private let count = Atomic<UInt64>(0)

    init(startMilliseconds: UInt64, log: @escaping @Sendable (String) -> Void) {
        (self.startMilliseconds, self.log) = (startMilliseconds, log)
    }

    /// Logs an error and returns the answer that names it.
    func failure(_ error: any Error) -> Failure {
        let id = "\(startMilliseconds)-\(count.add(1, ordering: .relaxed).newValue)"
        log("fault \(id): \(error)")
        return Failure(.internal, "the node failed; see its log", id: id)
    }
}
