public import Bytes

/// A writer of fields as 32-bit words, least significant first: the input of the state tree's hash,
/// and what a key signs.
///
/// It writes to memory that is only there during a call, so it must not outlive `write`.
public struct WordWriter: FieldVisitor {
    private let words: UnsafeMutableBufferPointer<UInt32>
    private var count = 0

    private init(_ words: UnsafeMutableBufferPointer<UInt32>) { self.words = words }

    /// Writes words to the start of `memory`, which must have room, and returns how many.
    @inline(__always)
    public static func write(
        to memory: UnsafeMutableBufferPointer<UInt32>, _ body: (inout WordWriter) -> Void
    ) -> Int {
        var writer = WordWriter(memory)
        body(&writer)
        return writer.count
    }

    /// The words that `body` writes, at most `LedgerLimits.maximumRecordWords`.
    public static func words(_ body: (inout WordWriter) -> Void) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: LedgerLimits.maximumRecordWords) { memory, count in
            count = write(to: memory, body)
        }
    }

    /// Appends the integer as one word, or as many as its width needs.
    public mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(_ value: inout Value) {
        append(UInt32(truncatingIfNeeded: value))
        guard Value.bitWidth > 32 else { return }
        append(UInt32(truncatingIfNeeded: value >> 32))
        guard Value.bitWidth > 64 else { return }
        let high = UInt64(truncatingIfNeeded: value >> 64)
        append(UInt32(truncatingIfNeeded: high))
        append(UInt32(truncatingIfNeeded: high >> 32))
    }

    /// Appends four words, the least significant first.
    public mutating func visit(low: inout UInt64, high: inout UInt64) {
        append(low.low)
        append(low.high)
        append(high.low)
        append(high.high)
    }

    /// Appends four bytes a word, the first least significant; the length is a multiple of four.
    public mutating func visit<let count: Int>(_ bytes: inout FixedBytes<count>) {
        for index in 0..<count / 4 { append(bytes.littleEndianWord32(index)) }
    }

    /// Unreachable: a value in memory is one that its type allows.
    public func failure(_ error: DecodingError) -> Never {
        preconditionFailure("a value outside its type was written")
    }

    private mutating func append(_ word: UInt32) {
        precondition(count < words.count)
        words[count] = word
        count += 1
    }
}

/// A reader of the words of `WordWriter`, which may be hostile.
///
/// It reads memory that is only there during a call, so that no references are counted.
struct WordReader: FieldVisitor {
    private let words: UnsafeBufferPointer<UInt32>
    private var position = 0

    init(_ words: UnsafeBufferPointer<UInt32>) { self.words = words }

    mutating func visit<Value: FixedWidthInteger & UnsignedInteger>(
        _ value: inout Value
    ) throws(DecodingError) {
        let count = max(Value.bitWidth / 32, 1)
        try require(count)
        if Value.bitWidth < 32 {
            guard let exact = Value(exactly: words[position]) else {
                throw .invalidValue(field: "word of a narrow integer")
            }
            value = exact
        } else {
            // The first word is the least significant one, in memory too.
            value = Value(
                littleEndian: UnsafeRawBufferPointer(words).loadUnaligned(
                    fromByteOffset: 4 * position, as: Value.self))
        }
        position += count
    }

    mutating func visit<let count: Int>(
        _ bytes: inout FixedBytes<count>
    ) throws(DecodingError) {
        try require(count / 4)
        let start = position
        position += count / 4
        bytes = FixedBytes(
            copying: UnsafeRawBufferPointer(
                UnsafeBufferPointer(rebasing: words[start..<position])))
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
