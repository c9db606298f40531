import CGuestRuntime

/// The interface of a guest program to its machine.
public enum Guest {
    /// The most bytes of a frame: what one host call reads.
    ///
    /// The prover chooses lengths, and the size of an allocation is not checked for overflow.
    public static let frameByteLimit = 1 << 22

    /// Reads the next byte string of the input; the run ends in a trap if there is none, or if it
    /// is longer than `frameByteLimit`.
    public static func readFrame() -> [UInt8] {
        let byteCount = readFrameLength()
        let wordCount = (byteCount + 3) / 4
        return [UInt8](unsafeUninitializedCapacity: wordCount * 4) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            // Allocations are aligned to words, so the bytes may be filled as words.
            if let start = bytes.baseAddress, wordCount > 0 {
                guest_read_input(
                    start.assumingMemoryBound(to: UInt32.self), UInt32(wordCount))
            }
            count = byteCount
        }
    }

    /// Reads the next byte string of the input as words, the first byte of each least significant.
    public static func readWordFrame() -> [UInt32] {
        let byteCount = readFrameLength()
        // The machine fills a last, partial word with zeros.
        let wordCount = (byteCount + 3) / 4
        return [UInt32](unsafeUninitializedCapacity: wordCount) { buffer, count in
            if let start = buffer.baseAddress, wordCount > 0 {
                guest_read_input(start, UInt32(wordCount))
            }
            count = wordCount
        }
    }

    private static func readFrameLength() -> Int {
        let byteCount = readWord()
        precondition(byteCount <= UInt32(frameByteLimit), "a frame of input is too long")
        return Int(byteCount)
    }

    /// Reads the next word of the input; the run ends in a trap if there is none.
    public static func readWord() -> UInt32 {
        var word: UInt32 = 0
        guest_read_input(&word, 1)
        return word
    }

    /// Appends a byte string to the output, with its length before it.
    public static func writeFrame(_ bytes: [UInt8]) {
        writeWord(UInt32(bytes.count))
        var words = [UInt32](repeating: 0, count: (bytes.count + 3) / 4)
        words.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
        words.withUnsafeBufferPointer { buffer in
            if let start = buffer.baseAddress { guest_write_output(start, UInt32(buffer.count)) }
        }
    }

    /// Appends a word to the output.
    public static func writeWord(_ word: UInt32) {
        var copy = word
        guest_write_output(&copy, 1)
    }

    /// Appends text to the log, which is not part of the result.
    public static func log(_ text: StaticString) {
        guest_debug_log(text.utf8Start, UInt32(text.utf8CodeUnitCount))
    }

    /// Runs `body` as a region whose cycles profiles count under the name; a few cycles are added.
    ///
    /// A name has a byte at least: without one the mark would end a region.
    public static func region<Result, Failure: Error>(
        _ name: StaticString, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guest_begin_region(name.utf8Start, UInt32(name.utf8CodeUnitCount))
        defer { guest_end_region() }
        return try body()
    }

    /// Ends the run; zero means success.
    public static func exit(_ code: UInt32) -> Never {
        guest_exit(code)
    }
}
