public import Scheduling
import Synchronization

/// A clock that moves only when `advance` or `sleep` is called.
///
/// A class because its users share the time.
public final class ManualClock: WallClock {
    private let now: Atomic<UInt64>

    /// A clock at a time in milliseconds since 1970.
    public init(milliseconds: UInt64) { now = Atomic(milliseconds) }

    public var nowMilliseconds: UInt64 { now.load(ordering: .relaxed) }

    /// Moves the clock forward.
    public func advance(milliseconds: UInt64) { now.add(milliseconds, ordering: .relaxed) }

    /// Moves the clock forward instead of waiting.
    public func sleep(milliseconds: UInt64) { advance(milliseconds: milliseconds) }
}
