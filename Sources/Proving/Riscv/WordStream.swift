/// Input and output of a program: words, framed as byte strings by a length word before each.
///
/// A frame is its byte count in one word, then its bytes, least significant first in each word,
/// padded with zeros to whole words.
public struct WordStream: Equatable, Sendable {
    /// The words, length words included.
    public private(set) var words: [UInt32]

    /// A stream of the given words.
    public init(words: [UInt32] = []) {
        self.words = words
    }

    /// A stream of the given byte strings as frames.
    public init(frames: [[UInt8]]) {
        self.init()
        for frame in frames { append(frame: frame) }
    }

    /// Appends one byte string.
    public mutating func append(frame: [UInt8]) {
        words.reserveCapacity(words.count + 1 + (frame.count + 3) / 4)
        words.append(UInt32(frame.count))
        var word: UInt32 = 0
        for (index, byte) in frame.enumerated() {
            word |= UInt32(byte) << UInt32(index % 4 * 8)
            if index % 4 == 3 || index == frame.count - 1 {
                words.append(word)
                word = 0
            }
        }
    }

    /// Appends words without a length.
    public mutating func append(words more: [UInt32]) {
        words.append(contentsOf: more)
    }

    /// The byte strings, or `nil` unless the words are canonical frames.
    public var frames: [[UInt8]]? {
        var frames = [[UInt8]]()
        var position = 0
        while position < words.count {
            let byteCount = Int(words[position])
            let wordCount = (byteCount + 3) / 4
            position += 1
            guard wordCount <= words.count - position else { return nil }
            var frame = [UInt8]()
            frame.reserveCapacity(wordCount * 4)
            for word in words[position..<position + wordCount] {
                for shift in [0, 8, 16, 24] as [UInt32] {
                    frame.append(UInt8(truncatingIfNeeded: word >> shift))
                }
            }
            guard frame[byteCount...].allSatisfy({ $0 == 0 }) else { return nil }
            frame.removeLast(wordCount * 4 - byteCount)
            frames.append(frame)
            position += wordCount
        }
        return frames
    }
}
