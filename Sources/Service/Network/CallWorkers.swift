private import Dispatch
private import Scheduling
private import Synchronization

/// Threads that do the work of all connections in fair turns, and the counts of their calls.
///
/// A class because connections and threads share it.
final class CallWorkers: Sendable {
    typealias Work = @Sendable () -> Void

    private struct State {
        var queue = FairQueue<UInt64, Work>(quantum: CallLimits.callCost)
        var admission: CallAdmission
        var paused: [UInt64: WebSocketConnection] = [:]
    }

    /// The lane of the server's own work; connections are numbered from 1.
    private static let ownLane: UInt64 = 0

    /// The server's thread and the one that makes the log durable come before the calls.
    private static let niceness: Int32 = 5

    private let limits: CallLimits
    private let state: Mutex<State>
    private let available = DispatchSemaphore(value: 0)
    private let threads: [RepeatingThread]

    /// Starts the threads; without any, `runNext` does the work.
    init(_ limits: CallLimits, threadCount: Int) {
        self.limits = limits
        state = Mutex(State(admission: CallAdmission(limits)))
        state.withLock { $0.queue.open(Self.ownLane) }
        threads = (0..<threadCount).map { _ in RepeatingThread() }
        for (index, thread) in threads.enumerated() {
            thread.start("zkl-calls-\(index)", niceness: Self.niceness) { [weak self, available] in
                available.wait()
                self?.runNext()
                return .none
            }
        }
    }

    deinit { cancel() }

    /// Ends the threads after their present work.
    func stop() {
        cancel()
        for thread in threads { thread.stop() }
    }

    private func cancel() {
        for thread in threads { thread.cancel() }
        for _ in threads { available.signal() }
    }

    /// The number of calls in progress.
    var callCount: Int { state.withLock { $0.admission.count } }

    /// Queues a body of a connection, which is open, and pauses reading when much is waiting.
    func begin(
        _ caller: Caller, byteCount: Int, from connection: WebSocketConnection?,
        _ work: @escaping Work
    ) {
        let mustPause = state.withLock { state -> Bool in
            let lane = caller.connection
            state.queue.open(lane)
            let cost = max(byteCount, CallLimits.callCost / 4)
            _ = state.queue.append(work, cost: cost, to: lane, at: .last)
            guard let connection, state.paused[lane] == nil,
                state.queue.waitingCost(lane) >= limits.waitingCost
            else { return false }
            state.paused[lane] = connection
            return true
        }
        available.signal()
        if mustPause { connection?.pauseReading() }
    }

    /// Queues one call's work, or its rest; drops it if the connection is gone.
    func proceed(_ caller: Caller, _ work: @escaping Work) {
        let isQueued = state.withLock {
            $0.queue.append(
                work, cost: CallLimits.callCost, to: caller.connection, at: .begun)
        }
        if isQueued { available.signal() }
    }

    /// Queues work of the server itself.
    func perform(_ work: @escaping Work) {
        proceed(Caller(connection: Self.ownLane, address: ""), work)
    }

    /// Drops all that waits for a connection that is gone.
    func drop(_ caller: Caller) {
        let dropped = state.withLock { state in
            state.paused[caller.connection] = nil
            return state.queue.close(caller.connection)
        }
        // Released outside the lock: permits among the work take it.
        withExtendedLifetime(dropped) {}
    }

    /// Does the next piece of work on the calling thread; false if there is none.
    @discardableResult
    func runNext() -> Bool {
        let (work, resumed) = state.withLock { state -> (Work?, WebSocketConnection?) in
            guard let (lane, work) = state.queue.next() else { return (nil, nil) }
            guard state.paused[lane] != nil,
                state.queue.waitingCost(lane) <= limits.waitingCost / 2
            else { return (work, nil) }
            return (work, state.paused.removeValue(forKey: lane))
        }
        resumed?.resumeReading()
        work?()
        return work != nil
    }

    fileprivate func admit(_ count: Int, from caller: Caller) -> CallRefusal? {
        state.withLock { $0.admission.admit(count, from: caller) }
    }

    fileprivate func release(_ count: Int, of caller: Caller) {
        state.withLock { $0.admission.release(count, of: caller) }
    }
}

/// Calls of one body as long as they are counted: until the last reference to their work is gone,
/// finished or dropped.
final class CallPermit: Sendable {
    private let workers: CallWorkers
    private let caller: Caller
    private let count = Atomic<Int>(0)
    private let refused = Atomic<Bool>(false)

    /// Whether the calls were refused.
    var isRefused: Bool { refused.load(ordering: .acquiring) }

    /// A permit without calls.
    init(_ workers: CallWorkers, _ caller: Caller) {
        (self.workers, self.caller) = (workers, caller)
    }

    deinit { workers.release(count.load(ordering: .acquiring), of: caller) }

    /// Counts all these calls, or none of them and returns the limit that refuses them; once.
    func admit(_ callCount: Int) -> CallRefusal? {
        if let refusal = workers.admit(callCount, from: caller) {
            refused.store(true, ordering: .releasing)
            return refusal
        }
        count.store(callCount, ordering: .releasing)
        return nil
    }
}
