import Scheduling
import Synchronization

/// A clock that a test moves; sleeping moves it.
final class TestClock: WallClock {
    private let now = Atomic<UInt64>(1_000_000)

    var nowMilliseconds: UInt64 { now.load(ordering: .relaxed) }

    func sleep(milliseconds: UInt64) { now.wrappingAdd(milliseconds, ordering: .relaxed) }
}

/// The machine's clock with short pauses.
struct QuickClock: WallClock {
    var nowMilliseconds: UInt64 { SystemClock().nowMilliseconds }

    func sleep(milliseconds: UInt64) { SystemClock().sleep(milliseconds: min(milliseconds, 5)) }
}
