/// Recursive length prefix, the encoding of Ethereum's transactions.
///
/// Source: Ethereum Yellow Paper, appendix B.
public enum RLP: Hashable, Sendable {
    /// A byte string.
    case bytes([UInt8])
    /// A list of items.
    case list([RLP])

    /// An unsigned integer: big-endian without leading zeros, nothing for 0.
    public static func integer(_ value: some FixedWidthInteger & UnsignedInteger) -> RLP {
        .bytes(bigEndian(value))
    }

    /// An unsigned integer given as bytes, which may have leading zeros.
    public static func integer(bigEndian bytes: [UInt8]) -> RLP {
        .bytes(Array(bytes.drop { $0 == 0 }))
    }

    public var encoded: [UInt8] {
        switch self {
        case .bytes(let bytes):
            if bytes.count == 1, bytes[0] < 0x80 { return bytes }
            return Self.prefix(0x80, count: bytes.count) + bytes
        case .list(let items):
            let body = items.flatMap(\.encoded)
            return Self.prefix(0xc0, count: body.count) + body
        }
    }

    private static func prefix(_ base: UInt8, count: Int) -> [UInt8] {
        guard count > 55 else { return [base + UInt8(count)] }
        let length = bigEndian(UInt64(count))
        return [base + 55 + UInt8(length.count)] + length
    }

    private static func bigEndian(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest != 0 {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest = rest.bitWidth > 8 ? rest >> 8 : 0
        }
        return bytes.reversed()
    }
}

// MARK: Decoding

extension RLP {
    /// Reads one item in its shortest form that fills the bytes.
    public init(decoding bytes: [UInt8]) throws(EthereumError) {
        guard bytes.count <= EthereumLimits.rlpByteCount else {
            throw .limitExceeded(limit: EthereumLimits.rlpByteCount, actual: bytes.count)
        }
        var position = 0
        self = try Self.item(bytes, &position, end: bytes.count, depth: 0)
        guard position == bytes.count else { throw .notCanonical }
    }

    private static func item(
        _ bytes: [UInt8], _ position: inout Int, end: Int, depth: Int
    ) throws(EthereumError) -> RLP {
        guard depth <= EthereumLimits.rlpDepth else {
            throw .limitExceeded(limit: EthereumLimits.rlpDepth, actual: depth)
        }
        guard position < end else { throw .truncated(needed: 1, available: 0) }
        let first = bytes[position]
        if first < 0x80 {
            position += 1
            return .bytes([first])
        }
        let isList = first >= 0xc0
        let count = try length(bytes, &position, end: end, base: isList ? 0xc0 : 0x80)
        let itemEnd = position + count
        guard isList else {
            let content = Array(bytes[position..<itemEnd])
            if count == 1, content[0] < 0x80 { throw .notCanonical }
            position = itemEnd
            return .bytes(content)
        }
        var items: [RLP] = []
        while position < itemEnd {
            items.append(try item(bytes, &position, end: itemEnd, depth: depth + 1))
        }
        return .list(items)
    }

    /// Reads a prefix and checks that the bytes that it announces are there.
    private static func length(
        _ bytes: [UInt8], _ position: inout Int, end: Int, base: UInt8
    ) throws(EthereumError) -> Int {
        let code = Int(bytes[position] - base)
        position += 1
        var count = code
        if code > 55 {
            let width = code - 55
            guard width <= end - position else {
                throw .truncated(needed: width, available: end - position)
            }
            guard bytes[position] != 0 else { throw .notCanonical }
            guard width <= 4 else {
                throw .limitExceeded(limit: EthereumLimits.rlpByteCount, actual: Int.max)
            }
            count = bytes[position..<position + width].reduce(0) { $0 << 8 | Int($1) }
            position += width
            guard count > 55 else { throw .notCanonical }
        }
        guard count <= end - position else {
            throw .truncated(needed: count, available: end - position)
        }
        return count
    }
}
