public import TestSupport

/// Ways to alter an encoded proof; the later ones leave its structure as it is.
public enum ByteMutation: Int, CaseIterable, Sendable {
    case flipBits
    case truncate
    case extend
    case splice
    case extremeHeader
    case randomBytes
    case extremeElement
    case randomElements
    case swapBlocks
    case smallStep

    /// The length of header and heights in bytes, after which there are only elements and hashes.
    private static let headCount = 22

    /// The altered bytes; `other` is the encoding of another proof for the same key.
    public func apply(
        to bytes: [UInt8], other: [UInt8], random: inout SeededGenerator
    ) -> [UInt8] {
        var result = bytes
        switch self {
        case .flipBits:
            for _ in 0..<random.below(8) + 1 {
                result[random.below(result.count)] ^= 1 << UInt8(random.below(8))
            }
        case .truncate: result.removeLast(random.below(result.count) + 1)
        case .extend: result += random.bytes(random.below(1 << 12) + 1)
        case .splice:
            let cut = Self.headCount + 8 * random.below((bytes.count - Self.headCount) / 8)
            result = Array(bytes.prefix(cut)) + other.dropFirst(min(cut, other.count))
        case .extremeHeader:
            let values: [UInt8] = [0, 1, 26, 27, 31, 32, 63, 64, 0x7f, 0x80, 0xfe, 0xff]
            for _ in 0..<random.below(3) + 1 {
                result[random.below(Self.headCount)] = values[random.below(values.count)]
            }
        case .randomBytes:
            let head = random.below(2) == 0 ? [] : Array(bytes.prefix(Self.headCount))
            result = head + random.bytes(random.below(1 << 13))
        case .extremeElement:
            let values: [UInt64] = [
                0, 1, 0xffff_ffff_0000_0000, 0xffff_ffff_0000_0001, .max, 1 << 63, 1 << 32,
            ]
            Self.put(values[random.below(values.count)], in: &result, &random)
        case .randomElements:
            for _ in 0..<random.below(4) + 1 { Self.put(random.next() >> 1, in: &result, &random) }
        case .swapBlocks: swapBlocks(&result, &random)
        case .smallStep:
            let start = Self.headCount + 8 * random.below((result.count - Self.headCount) / 8)
            result[start + 7] ^= 1
        }
        return result
    }

    private func swapBlocks(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let blockCount = (bytes.count - Self.headCount) / 32
        let first = Self.headCount + 32 * random.below(blockCount)
        let second = Self.headCount + 32 * random.below(blockCount)
        for offset in 0..<32 { bytes.swapAt(first + offset, second + offset) }
    }

    private static func put(
        _ value: UInt64, in bytes: inout [UInt8], _ random: inout SeededGenerator
    ) {
        let start = headCount + 8 * random.below((bytes.count - headCount) / 8)
        for offset in 0..<8 {
            bytes[start + offset] = UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * offset))
        }
    }
}

extension SeededGenerator {
    /// A number below a bound of at least 1.
    public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
