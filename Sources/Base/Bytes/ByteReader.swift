/// Reasons why a byte string is not a canonical encoding.
public enum DecodingError: Error, Equatable, Sendable {
    /// Fewer bytes were left than the next field needs.
    case truncated(needed: Int, available: Int)
    /// Bytes were left after the last field.
    case trailingBytes(count: Int)
    /// A length or count exceeds its limit.
    case limitExceeded(limit: Int, actual: Int)
    /// A field has a value that the format does not allow.
    case invalidValue(field: StaticString)

    public static func == (left: DecodingError, right: DecodingError) -> Bool {
        switch (left, right) {
        case (.truncated(let a, let b), .truncated(let c, let d)): a == c && b == d
        case (.trailingBytes(let a), .trailingBytes(let b)): a == b
        case (.limitExceeded(let a, let b), .limitExceeded(let c, let d)): a == c && b == d
        case (.invalidValue, .invalidValue): true
        default: false
        }
    }
}

/// A reader of canonical encodings in hostile bytes: every size is checked before it is used.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    private var position: Int
    private var end: Int

    /// A reader at the start of `bytes`.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
        end = bytes.count
    }

    /// The number of bytes not read yet.
    public var remaining: Int { end - position }

    /// The index of the next byte in the bytes that the reader was made of.
    public var offset: Int { position }

    /// Takes the next `count` bytes as a reader of their own, which shares their storage.
    public mutating func readPart(_ count: Int) throws(DecodingError) -> ByteReader {
        try require(count)
        var part = self
        part.end = position + count
        position += count
        return part
    }

    /// Reads an unsigned integer, most significant byte first.
    public mutating func read<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type = Value.self
    ) throws(DecodingError) -> Value {
        let byteCount = Value.bitWidth / 8
        try require(byteCount)
        let start = position
        position += byteCount
        return bytes.withUnsafeBytes {
            Value(bigEndian: $0.loadUnaligned(fromByteOffset: start, as: Value.self))
        }
    }

    /// Reads `count` bytes.
    public mutating func readBytes(_ count: Int) throws(DecodingError) -> [UInt8] {
        try require(count)
        let slice = Array(bytes[position..<position + count])
        position += count
        return slice
    }

    /// Reads fixed-size bytes.
    public mutating func read<let count: Int>(
        _ type: FixedBytes<count>.Type = FixedBytes<count>.self
    ) throws(DecodingError) -> FixedBytes<count> {
        try require(count)
        let start = position
        position += count
        return bytes.withUnsafeBytes {
            FixedBytes(copying: UnsafeRawBufferPointer(rebasing: $0[start..<start + count]))
        }
    }

    /// Throws `trailingBytes` unless everything has been read.
    public func finish() throws(DecodingError) {
        guard remaining == 0 else { throw .trailingBytes(count: remaining) }
    }

    private func require(_ count: Int) throws(DecodingError) {
        guard count >= 0, count <= remaining else {
            throw .truncated(needed: count, available: remaining)
        }
    }
}
