public import Dispatch
import Foundation
import Synchronization

/// A thread that repeats a step until it is stopped; a signal ends every wait early.
///
/// A class because it owns a thread.
public final class RepeatingThread: Sendable {
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isStopping = Atomic<Bool>(false)
    private let isStarted = Atomic<Bool>(false)
    private let isAwaited = Atomic<Bool>(false)

    /// Creates the thread; `start` runs it.
    public init() {}

    /// Whether `cancel` or `stop` was called.
    public var isStopped: Bool { isStopping.load(ordering: .acquiring) }

    /// Starts to repeat `step`, whose result is the wait before the next run; once only.
    ///
    /// A niceness above 0 leaves the processor to other threads of the process first.
    public func start(
        _ name: String, niceness: Int32 = 0, step: @escaping @Sendable () -> Pause
    ) {
        guard !isStarted.exchange(true, ordering: .relaxed) else { return }
        let thread = Thread { [self] in
            // On Linux niceness is the thread's: process 0 is the calling one.
            if niceness > 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
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
        thread.stackSize = Self.stackByteCount
        thread.start()
    }

    private static let stackByteCount = 4 << 20

    /// Waiting time before the next step.
    public enum Pause: Sendable {
        case none
        case signal
        case milliseconds(UInt64)
    }

    /// Ends the present or next wait early.
    public func signal() { wake.signal() }

    /// Asks the thread to end after its present step, without waiting for that.
    public func cancel() {
        isStopping.store(true, ordering: .releasing)
        wake.signal()
    }

    /// Asks the thread to end after its present step, and waits until it has or `limit` is reached.
    public func stop(limit: DispatchTime = .distantFuture) {
        cancel()
        guard isStarted.load(ordering: .relaxed),
            !isAwaited.exchange(true, ordering: .relaxed)
        else { return }
        _ = ended.wait(timeout: limit)
    }
}
