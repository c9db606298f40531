import Bytes
import Network
import Riscv

/// Output words of a guest program, for files, JSON and people.
struct GuestOutput {
    private let words: [UInt32]
    private let frames: [[UInt8]]?

    init(_ words: [UInt32]) {
        self.words = words
        frames = WordStream(words: words).frames
    }

    /// The words as bytes, the first byte of each least significant.
    var bytes: [UInt8] {
        words.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
    }

    /// The frames; all bytes in one text when the words are not frames.
    var json: JSON {
        guard let frames else { return .string("0x" + Hex.encode(bytes)) }
        return .array(frames.map { .string("0x" + Hex.encode($0)) })
    }

    /// The frames, one a line, within a bounded number of lines and bytes.
    var lines: [String] {
        guard let frames else {
            return ["output of \(words.count) words, which are not frames: \(Self.text(bytes))"]
        }
        let shown = frames.prefix(Self.frameLimit).map { "output \(Self.text($0))" }
        let rest = frames.count - shown.count
        return rest == 0 ? shown : shown + ["and \(rest) frames more: see --output FILE"]
    }

    private static func text(_ bytes: [UInt8]) -> String {
        guard bytes.count > byteLimit else { return "0x" + Hex.encode(bytes) }
        return "0x\(Hex.encode(Array(bytes.prefix(byteLimit))))... of \(bytes.count) bytes"
    }

    /// Frames shown to people.
    private static let frameLimit = 32
    /// Bytes of a frame shown to people.
    private static let byteLimit = 256
}
