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
    public mutating func append<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) {
        var shift = Value.bitWidth
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }

    /// Appends bytes without a length.
    public mutating func append(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    /// Appends fixed-size bytes.
    public mutating func append<let count: Int>(_ value: FixedBytes<count>) {
        value.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}
