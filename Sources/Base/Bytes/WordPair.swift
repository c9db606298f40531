extension UInt64 {
    /// The integer of two words.
    ///
    /// By their bits: the generic conversions from 32 to 64 bits are calls in code for 32-bit
    /// processors, which cost a guest more than what it does with the result.
    @inlinable
    @inline(__always)
    public init(low: UInt32, high: UInt32) {
        self = UInt64(_truncatingBits: UInt(low)) | UInt64(_truncatingBits: UInt(high)) &<< 32
    }

    /// The integer of a word.
    @inlinable
    @inline(__always)
    public init(low: UInt32) { self = UInt64(_truncatingBits: UInt(low)) }

    /// The lower word.
    @inlinable
    @inline(__always)
    public var low: UInt32 { UInt32(truncatingIfNeeded: self) }

    /// The upper word.
    @inlinable
    @inline(__always)
    public var high: UInt32 { UInt32(truncatingIfNeeded: self &>> 32) }
}
