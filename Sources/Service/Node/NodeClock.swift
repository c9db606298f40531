import Foundation
import Synchronization

/// The time as a node sees it.
public protocol NodeClock: Sendable {
    /// Milliseconds since 1970.
    var nowMilliseconds: UInt64 { get }
    /// Waits; returns early when the clock is simulated.
    func sleep(milliseconds: UInt64)
}

extension NodeClock {
    /// Seconds since 1970.
    public var nowSeconds: UInt64 { nowMilliseconds / 1_000 }
}

/// The machine's clock.
public struct SystemClock: NodeClock {
    /// The machine's clock.
    public init() {}

    /// Milliseconds since 1970.
    public var nowMilliseconds: UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1_000)) }

    /// Waits.
    public func sleep(milliseconds: UInt64) {
        Thread.sleep(forTimeInterval: Double(milliseconds) / 1_000)
    }
}

/// A clock that stands until it is moved.
public final class ManualClock: NodeClock {
    private let now: Atomic<UInt64>

    /// Starts at a time.
    public init(milliseconds: UInt64) { now = Atomic(milliseconds) }

    /// Milliseconds since 1970.
    public var nowMilliseconds: UInt64 { now.load(ordering: .relaxed) }

    /// Moves the clock on.
    public func advance(milliseconds: UInt64) { now.add(milliseconds, ordering: .relaxed) }

    /// Does not wait for simulated time, but yields a millisecond of the machine's.
    public func sleep(milliseconds: UInt64) { Thread.sleep(forTimeInterval: 0.001) }
}
