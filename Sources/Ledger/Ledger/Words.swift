import Bytes

/// A writer of fields as 32-bit words, least significant first: the input of the state tree's hash.
struct WordWriter: FieldVisitor {
    private(set) var words: [UInt32] = []

    /// Appends the integer as one word, or as many as its width needs.
    mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(_ value: inout Value) {
        words.append(UInt32(truncatingIfNeeded: value))
        guard Value.bitWidth > 32 else { return }
        var shift = 32
        while shift < Value.bitWidth {
            words.append(UInt32(truncatingIfNeeded: value >> Value(shift)))
            shift += 32
        }
    }

    /// Appends four bytes a word, the first least significant; the length is a multiple of four.
    mutating func visit<let count: Int>(_ bytes: inout FixedBytes<count>) {
        var index = 0
        while index + 4 <= count {
            var word: UInt32 = 0
            for offset in 0..<4 { word |= UInt32(bytes[index + offset]) << UInt32(8 * offset) }
            words.append(word)
            index += 4
        }
    }

    func failure(_ error: DecodingError) -> Never {
        preconditionFailure("a value outside its type was written")
    }
}

/// A reader of the words of `WordWriter`, which may be hostile.
struct WordReader: FieldVisitor {
    private let words: [UInt32]
    private var position = 0

    init(_ words: [UInt32]) { self.words = words }

    mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(
        _ value: inout Value
    ) throws(DecodingError) {
        let count = max(Value.bitWidth / 32, 1)
        try require(count)
        if Value.bitWidth <= 32 {
            guard let exact = Value(exactly: words[position]) else {
                throw .invalidValue(field: "word of a narrow integer")
            }
            value = exact
        } else {
            value = 0
            for index in 0..<count {
                value |= Value(words[position + index]) << Value(32 * index)
            }
        }
        position += count
    }

    mutating func visit<let count: Int>(
        _ bytes: inout FixedBytes<count>
    ) throws(DecodingError) {
        try require(count / 4)
        let start = position
        position += count / 4
        bytes = FixedBytes { index in
            let shift = UInt32(8 * (index & 3))
            return UInt8(truncatingIfNeeded: words[start + (index >> 2)] >> shift)
        }
    }

    func failure(_ error: DecodingError) -> DecodingError { error }

    func finish() throws(DecodingError) {
        guard position == words.count else {
            throw .trailingBytes(count: 4 * (words.count - position))
        }
    }

    private func require(_ count: Int) throws(DecodingError) {
        guard words.count - position >= count else {
            throw .truncated(needed: 4 * count, available: 4 * (words.count - position))
        }
    }
}
