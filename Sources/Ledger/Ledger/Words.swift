import Bytes

/// Appends values as 32-bit words, least significant first.
struct WordWriter {
    private(set) var words: [UInt32] = []

    mutating func append(_ word: UInt32) { words.append(word) }

    mutating func append(_ value: UInt64) {
        words.append(UInt32(truncatingIfNeeded: value))
        words.append(UInt32(truncatingIfNeeded: value >> 32))
    }

    mutating func append(_ amount: Amount) {
        append(UInt64(truncatingIfNeeded: amount.units))
        append(UInt64(truncatingIfNeeded: amount.units >> 64))
    }

    /// Four bytes a word, the first the least significant.
    mutating func append<let count: Int>(_ bytes: FixedBytes<count>) {
        var index = 0
        while index + 4 <= count {
            var word: UInt32 = 0
            for offset in 0..<4 { word |= UInt32(bytes[index + offset]) << UInt32(8 * offset) }
            words.append(word)
            index += 4
        }
    }
}

/// Reads what `WordWriter` writes, from words that need not be well formed.
struct WordReader {
    private let words: [UInt32]
    private var position = 0

    init(_ words: [UInt32]) { self.words = words }

    mutating func read() throws(DecodingError) -> UInt32 {
        guard position < words.count else {
            throw .truncated(needed: 4, available: 0)
        }
        position += 1
        return words[position - 1]
    }

    mutating func readUInt8() throws(DecodingError) -> UInt8 {
        guard let value = UInt8(exactly: try read()) else { throw .invalidValue(field: "u8 word") }
        return value
    }

    mutating func readUInt16() throws(DecodingError) -> UInt16 {
        guard let value = UInt16(exactly: try read()) else {
            throw .invalidValue(field: "u16 word")
        }
        return value
    }

    mutating func readUInt64() throws(DecodingError) -> UInt64 {
        let low = try read()
        return UInt64(try read()) << 32 | UInt64(low)
    }

    mutating func readAmount() throws(DecodingError) -> Amount {
        let low = try readUInt64()
        return Amount(UInt128(try readUInt64()) << 64 | UInt128(low))
    }

    mutating func readBytes<let count: Int>(
        _ type: FixedBytes<count>.Type
    ) throws(DecodingError) -> FixedBytes<count> {
        guard words.count - position >= count / 4 else {
            throw .truncated(needed: count, available: 4 * (words.count - position))
        }
        let start = position
        position += count / 4
        return FixedBytes { index in
            let shift = UInt32(8 * (index & 3))
            return UInt8(truncatingIfNeeded: words[start + (index >> 2)] >> shift)
        }
    }

    func finish() throws(DecodingError) {
        guard position == words.count else {
            throw .trailingBytes(count: 4 * (words.count - position))
        }
    }
}
