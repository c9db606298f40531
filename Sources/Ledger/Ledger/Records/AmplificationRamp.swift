public import Bytes

/// A change of a stable pool's amplification, linear in time from its start to its end.
///
/// A sudden change would let a trader take part of the pool (Zeitz, "Curve Vulnerability Report",
/// 2020), so it takes days; see `docs/design/0024-stable-pools.md`.
public struct AmplificationRamp: FieldList, Hashable, Sendable {
    // The 64 bits first: a pool without padding is copied by words.
    /// The start, in seconds since 1970.
    public var start: UInt64
    /// The amplification from the end on, in `LedgerLimits.amplification`; 0 for no ramp.
    public var target: UInt32
    /// The seconds from start to end, in `LedgerLimits.rampSeconds`.
    public var duration: UInt32

    public init(to target: UInt32, from start: UInt64, seconds duration: UInt32) {
        (self.target, self.start, self.duration) = (target, start, duration)
    }

    public init(placeholder: ()) { self.init(to: 0, from: 0, seconds: 0) }

    /// No ramp: the amplification stays as it is.
    public static var none: AmplificationRamp { AmplificationRamp(placeholder: ()) }

    /// Whether there is a ramp, which may have ended.
    @inline(__always)
    public var isPresent: Bool { target != 0 }

    /// Target, then start and duration if the target is not 0.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&target)
        guard isPresent else { return }
        try visitor.visit(&start)
        try visitor.visit(&duration)
    }
}

extension AmplificationRamp {
    /// Whether a pool whose amplification is `initial` may have this ramp, or none.
    public func isValid(from initial: UInt32) -> Bool {
        guard isPresent else { return true }
        // Both are at most 1,000,000.
        let factor = LedgerLimits.maximumRampFactor
        return LedgerLimits.amplification.contains(target)
            && LedgerLimits.rampSeconds.contains(duration)
            && target <= factor * initial && initial <= factor * target
    }

    /// Whether the amplification is not yet the target at a time in seconds since 1970.
    public func isRunning(at time: UInt64) -> Bool {
        isPresent && elapsed(at: time) < UInt64(duration)
    }

    /// The amplification at a time in seconds since 1970, of a ramp that is valid from `initial`:
    /// `initial +- floor(|target - initial| elapsed / duration)`.
    public func amplification(from initial: UInt32, at time: UInt64) -> UInt32 {
        guard isRunning(at: time) else { return isPresent ? target : initial }
        let distance = UInt64(target > initial ? target - initial : initial - target)
        // Below 2^20 times 2^25; at most the distance.
        let change = UInt32(
            truncatingIfNeeded: distance * elapsed(at: time) / UInt64(duration))
        return target > initial ? initial + change : initial - change
    }

    /// The seconds since the start; 0 before it.
    private func elapsed(at time: UInt64) -> UInt64 { time > start ? time - start : 0 }
}
