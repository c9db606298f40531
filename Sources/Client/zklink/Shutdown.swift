import Dispatch
import Foundation
import Synchronization

/// Converts SIGTERM and SIGINT into a request to stop.
///
/// A class because signal sources end with it.
final class Shutdown {
    private final class Request: Sendable {
        let isMade = Mutex(false)
        let semaphore = DispatchSemaphore(value: 0)
    }

    private let request = Request()
    private var sources: [any DispatchSourceSignal] = []

    /// Starts to handle the signals.
    init() {
        let queue = DispatchQueue(label: "shutdown")
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [request] in
                request.isMade.withLock { $0 = true }
                request.semaphore.signal()
            }
            source.resume()
            sources.append(source)
        }
    }

    /// Whether a signal has arrived.
    var isRequested: Bool { request.isMade.withLock { $0 } }

    /// Blocks until a signal arrives.
    func wait() {
        withExtendedLifetime(self) { request.semaphore.wait() }
    }
}
