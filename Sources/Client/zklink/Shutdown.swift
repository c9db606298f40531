import Dispatch
import Foundation
import Synchronization

/// Turns SIGTERM and SIGINT into a request to stop.
///
/// A class because the signal sources live as long as it does.
final class Shutdown {
    private final class Request: Sendable {
        let isMade = Mutex(false)
        let semaphore = DispatchSemaphore(value: 0)
    }

    private let request = Request()
    private var sources: [any DispatchSourceSignal] = []

    /// Begins to listen.
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

    /// Whether a signal to stop has come.
    var isRequested: Bool { request.isMade.withLock { $0 } }

    /// Blocks until a signal to stop comes.
    func wait() {
        withExtendedLifetime(self) { request.semaphore.wait() }
    }
}
