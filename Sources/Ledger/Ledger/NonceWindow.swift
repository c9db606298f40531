public import Bytes

/// The nonces that a key has used: all below `base`, and those marked in a 64-bit window above it.
public struct NonceWindow: Hashable, Sendable {
    /// The first nonce of the window; every nonce below was used or can no longer be.
    public private(set) var base: UInt32
    /// Bit `i` tells whether nonce `base + i` was used.
    public private(set) var bitmap: UInt64

    /// The window of a new key.
    public init() { (base, bitmap) = (0, 0) }

    /// A stored window; `nil` when its base is past `LedgerLimits.maximumNonceBase`.
    public init?(base: UInt32, bitmap: UInt64) {
        guard base <= LedgerLimits.maximumNonceBase else { return nil }
        (self.base, self.bitmap) = (base, bitmap)
    }

    /// The reason why a nonce cannot be used now; `nil` when it can.
    public func rejection(of nonce: UInt32) -> Rejection? {
        guard nonce >= base else { return .nonceUsed }
        let offset = nonce - base
        guard offset < LedgerLimits.nonceWindow else { return .nonceOutOfWindow }
        let half = offset < 32 ? bitmap.low : bitmap.high
        return half &>> offset & 1 == 0 ? nil : .nonceUsed
    }

    /// Marks a nonce that `rejection(of:)` admits, then moves the base past leading used nonces.
    public mutating func use(_ nonce: UInt32) {
        // Most keys use their nonces in order.
        if bitmap == 0, nonce == base, base < LedgerLimits.maximumNonceBase {
            base += 1
            return
        }
        precondition(rejection(of: nonce) == nil)
        bitmap |= 1 << UInt64(nonce - base)
        let used = UInt32((~bitmap).trailingZeroBitCount)
        let step = min(used, LedgerLimits.maximumNonceBase - base)
        base += step
        bitmap = step == 64 ? 0 : bitmap >> UInt64(step)
    }

    /// The smallest nonce that can be used; `nil` when all are used up.
    public var next: UInt32? {
        let used = UInt32((~bitmap).trailingZeroBitCount)
        return used < LedgerLimits.nonceWindow ? base + used : nil
    }
}

extension NonceWindow: FieldList {
    /// The window of a new key.
    public init(placeholder: ()) { self.init() }

    /// Base and bitmap.
    public mutating func visitFields<Visitor: FieldVisitor>(
        _ visitor: inout Visitor
    ) throws(Visitor.Failure) {
        try visitor.visit(&base)
        try visitor.visit(&bitmap)
        guard base <= LedgerLimits.maximumNonceBase else {
            throw visitor.failure(.invalidValue(field: "nonce base"))
        }
    }
}
