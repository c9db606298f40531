import Dispatch
import Scheduling
import Synchronization
import Testing

@Suite struct RepeatingThreadTests {
    @Test func repeatsWithoutPauseUntilItIsStopped() {
        let count = Mutex(0)
        let enough = DispatchSemaphore(value: 0)
        let thread = RepeatingThread()
        thread.start("repeats") {
            count.withLock { $0 += 1 }
            enough.signal()
            return .none
        }
        for _ in 0..<3 { enough.wait() }
        thread.stop()
        let ended = count.withLock { $0 }
        #expect(ended >= 3)
        #expect(thread.isStopped)
        thread.signal()
        #expect(count.withLock { $0 } == ended)
    }

    @Test func signalEndsAWait() {
        let ran = DispatchSemaphore(value: 0)
        let thread = RepeatingThread()
        thread.start("waits") {
            ran.signal()
            return .signal
        }
        ran.wait()
        thread.signal()
        ran.wait()
        thread.stop()
    }

    @Test func stopDoesNotWaitForAStepBeyondItsLimit() {
        let isEntered = DispatchSemaphore(value: 0)
        let mayLeave = DispatchSemaphore(value: 0)
        let thread = RepeatingThread()
        thread.start("blocks") {
            isEntered.signal()
            mayLeave.wait()
            return .none
        }
        isEntered.wait()
        thread.stop(limit: .now() + .milliseconds(5))
        #expect(thread.isStopped)
        mayLeave.signal()
    }

    @Test func stopOfAThreadThatNeverStartedReturns() {
        RepeatingThread().stop()
    }
}

@Suite struct ListenersTests {
    @Test func everyListenerHearsEveryValueInOrder() {
        let heard = Mutex<[String]>([])
        let listeners = Listeners<Int>()
        listeners.announce(0)
        listeners.add { value in heard.withLock { $0.append("first \(value)") } }
        listeners.add { value in heard.withLock { $0.append("second \(value)") } }
        listeners.announce(1)
        listeners.announce(2)
        #expect(
            heard.withLock { $0 } == ["first 1", "second 1", "first 2", "second 2"])
    }
}
