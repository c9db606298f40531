/// A writer of canonical encodings: fixed-width integers big-endian, bytes without a length.
public struct ByteWriter: Sendable {
    /// The bytes appended so far.
    public private(set) var bytes: [UInt8]

    /// An empty writer with room for `capacity` bytes.
    public init(capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Appends an unsigned integer, most significant byte first.
    ///
    /// Not inlined: its loops would be in a guest once for each field.
    @inline(never)
    public mutating func append<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) {
        // In words of 32 bits at most: shifts of longer integers are calls on 32-bit processors.
        let wordBits = min(Value.bitWidth, 32)
        var end = Value.bitWidth
        while end > 0 {
            end -= wordBits
            let word = UInt32(truncatingIfNeeded: value >> Value(end))
            var shift = UInt32(wordBits)
            while shift > 0 {
                shift &-= 8
                bytes.append(UInt8(truncatingIfNeeded: word &>> shift))
            }
        }
    }

    /// Removes all but the first `count` bytes, of which there must be as many.
    public mutating func remove(after count: Int) { bytes.removeLast(bytes.count - count) }

    /// Appends bytes without a length.
    public mutating func append(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    /// Appends fixed-size bytes.
    public mutating func append<let count: Int>(_ value: FixedBytes<count>) {
        value.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}
