import RpcApi
import Synchronization

/// A log of the node's own faults; each answer has an id that the log shows.
///
/// A class because the worker threads share the counter.
final class FaultLog: Sendable {
    private let startMilliseconds: UInt64
    private let log: @Sendable (String) -> Void
    private let count = Atomic<UInt64>(0)

    init(startMilliseconds: UInt64, log: @escaping @Sendable (String) -> Void) {
        (self.startMilliseconds, self.log) = (startMilliseconds, log)
    }

    /// Logs an error and returns the answer with its id.
    func failure(_ error: any Error) -> RequestFailure {
        let id = "\(startMilliseconds)-\(count.add(1, ordering: .relaxed).newValue)"
        log("fault \(id): \(error)")
        return RequestFailure(.internal, "the node failed; see its log", id: id)
    }
}
