import Foundation
import Synchronization

/// A thread that repeats a step until it is stopped; every wait ends early on a signal.
final class BackgroundThread: Sendable {
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isStopping = Atomic<Bool>(false)
    private let isStarted = Atomic<Bool>(false)
    private let isAwaited = Atomic<Bool>(false)

    /// Whether `stop` was called.
    var isStopped: Bool { isStopping.load(ordering: .acquiring) }

    /// Starts to repeat `step`, waiting after each for a signal or the time that it returns.
    func start(_ name: String, step: @escaping @Sendable () -> WaitTime) {
        guard !isStarted.exchange(true, ordering: .relaxed) else { return }
        let thread = Thread { [self] in
            while !isStopped {
                switch step() {
                case .none: break
                case .signal: wake.wait()
                case .milliseconds(let time):
                    _ = wake.wait(timeout: .now() + .milliseconds(Int(clamping: time)))
                }
            }
            ended.signal()
        }
        thread.name = name
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// How long to wait before the next step.
    enum WaitTime {
        case none
        case signal
        case milliseconds(UInt64)
    }

    /// Ends a wait.
    func signal() { wake.signal() }

    /// Asks the thread to end after its present step.
    func cancel() {
        isStopping.store(true, ordering: .releasing)
        wake.signal()
    }

    /// Ends the thread after its present step and waits for that, but no longer than `limit`.
    func stop(limit: DispatchTime = .distantFuture) {
        cancel()
        guard isStarted.load(ordering: .relaxed),
            !isAwaited.exchange(true, ordering: .relaxed)
        else { return }
        _ = ended.wait(timeout: limit)
    }
}
