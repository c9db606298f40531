/// A byte string whose length is part of its type, such as a hash, an address or a key.
public struct FixedBytes<let count: Int>: Sendable {
    private var storage: InlineArray<count, UInt8>

    /// All bytes zero.
    public init() {
        storage = InlineArray(repeating: 0)
    }

    /// The given bytes; `nil` unless there are exactly `count` of them.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == count else { return nil }
        self.init()
        var index = 0
        for byte in bytes {
            storage[index] = byte
            index += 1
        }
    }

    /// Bytes computed from their indices in `0..<count`.
    public init(_ byteAt: (Int) -> UInt8) {
        storage = InlineArray { byteAt($0) }
    }

    /// The first `count` bytes of memory that has as many.
    public init(copying memory: UnsafeRawBufferPointer) {
        precondition(memory.count >= count)
        storage = memory.loadUnaligned(as: InlineArray<count, UInt8>.self)
    }

    /// The byte at an index in `0..<count`.
    public subscript(index: Int) -> UInt8 {
        // By a span: a subscript of a property copies all bytes on some targets.
        get { storage.span[index] }
        set { storage[index] = newValue }
    }

    /// Bytes 8 `index` to 8 `index` + 7 as an integer, least significant first; they must exist.
    ///
    /// Five words take about 150 instructions of a guest.
    public func littleEndianWord(_ index: Int) -> UInt64 {
        precondition(index >= 0 && 8 * index + 8 <= count)
        return UInt64(
            littleEndian: storage.span.bytes.unsafeLoadUnaligned(
                fromByteOffset: 8 * index, as: UInt64.self))
    }

    /// Bytes 4 `index` to 4 `index` + 3 as an integer, least significant first; they must exist.
    public func littleEndianWord32(_ index: Int) -> UInt32 {
        precondition(index >= 0 && 4 * index + 4 <= count)
        return UInt32(
            littleEndian: storage.span.bytes.unsafeLoadUnaligned(
                fromByteOffset: 4 * index, as: UInt32.self))
    }

    /// The bytes as an array.
    public var array: [UInt8] {
        var result = [UInt8]()
        result.reserveCapacity(count)
        let bytes = storage.span
        for index in 0..<count { result.append(bytes[index]) }
        return result
    }

    /// Calls `body` with the bytes in place, which are valid only during the call.
    func withUnsafeBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        storage.span.withUnsafeBufferPointer { body($0) }
    }

    /// Whether every byte is zero.
    public var isZero: Bool {
        let bytes = storage.span
        for index in 0..<count where bytes[index] != 0 { return false }
        return true
    }
}

/// Thirty-two bytes: hashes, roots, and addresses of any chain.
public typealias Bytes32 = FixedBytes<32>

/// Forty bytes: an encoded EcGFp5 point or scalar.
public typealias Bytes40 = FixedBytes<40>

/// Twenty bytes: an EVM address.
public typealias Bytes20 = FixedBytes<20>

/// A secp256k1 signature `r || s || v`.
public typealias Bytes65 = FixedBytes<65>

extension FixedBytes: Equatable {
    public static func == (left: Self, right: Self) -> Bool {
        let (leftBytes, rightBytes) = (left.storage.span, right.storage.span)
        for index in 0..<count where leftBytes[index] != rightBytes[index] { return false }
        return true
    }
}

extension FixedBytes: Comparable {
    /// Lexicographic order.
    public static func < (left: Self, right: Self) -> Bool {
        let (leftBytes, rightBytes) = (left.storage.span, right.storage.span)
        for index in 0..<count where leftBytes[index] != rightBytes[index] {
            return leftBytes[index] < rightBytes[index]
        }
        return false
    }
}

extension FixedBytes: Hashable {
    public func hash(into hasher: inout Hasher) {
        for index in 0..<count { hasher.combine(storage[index]) }
    }
}

extension FixedBytes {
    /// Parses exactly `2 * count` hexadecimal digits, with or without a leading `0x`.
    public init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    /// Lower-case hexadecimal without a prefix.
    public var hex: String { Hex.encode(array) }
}
