import Foundation

/// A port for the time of day and waiting: programs use `SystemClock`, tests a simulated clock.
public protocol WallClock: Sendable {
    /// Milliseconds since 1970.
    var nowMilliseconds: UInt64 { get }
    /// Blocks the calling thread; a simulated clock returns early.
    func sleep(milliseconds: UInt64)
}

extension WallClock {
    /// Seconds since 1970.
    public var nowSeconds: UInt64 { nowMilliseconds / 1_000 }
}

/// The clock of the machine.
public struct SystemClock: WallClock {
    public init() {}

    public var nowMilliseconds: UInt64 { UInt64(max(0, Date().timeIntervalSince1970 * 1_000)) }

    /// Blocks the calling thread.
    public func sleep(milliseconds: UInt64) {
        Thread.sleep(forTimeInterval: Double(milliseconds) / 1_000)
    }
}
