import Bytes

/// The parts that all encodings of this module share: magic, version, and lists with their length.
enum ProofFrame {
    /// Reads magic and version.
    static func readHead(
        _ reader: inout ByteReader, magic: UInt32, version: UInt32
    ) throws(BlockProofError) {
        guard try integer(UInt32.self, &reader) == magic else { throw .magic }
        let actual = try integer(UInt32.self, &reader)
        guard actual == version else { throw .version(actual) }
    }

    /// Appends what `readHead` reads.
    static func appendHead(to writer: inout ByteWriter, magic: UInt32, version: UInt32) {
        writer.append(magic)
        writer.append(version)
    }

    /// Reads a length, then so many bytes, at most `limit`.
    static func readBytes(
        _ reader: inout ByteReader, limit: Int
    ) throws(BlockProofError) -> [UInt8] {
        let count = Int(try integer(UInt32.self, &reader))
        guard count <= limit else {
            throw .decoding(.limitExceeded(limit: limit, actual: count))
        }
        return try BlockProofError.decoding { () throws(DecodingError) in
            try reader.readBytes(count)
        }
    }

    /// Reads a count, then so many words, at most `limit`.
    static func readWords(
        _ reader: inout ByteReader, limit: Int
    ) throws(BlockProofError) -> [UInt32] {
        let count = Int(try integer(UInt32.self, &reader))
        guard count <= limit else {
            throw .decoding(.limitExceeded(limit: limit, actual: count))
        }
        guard count <= reader.remaining / 4 else {
            throw .decoding(.truncated(needed: 4 * count, available: reader.remaining))
        }
        var words = [UInt32]()
        for _ in 0..<count { words.append(try integer(UInt32.self, &reader)) }
        return words
    }

    /// Appends a list with its length before it.
    static func append(_ bytes: [UInt8], to writer: inout ByteWriter) {
        writer.append(UInt32(truncatingIfNeeded: bytes.count))
        writer.append(bytes)
    }

    static func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type, _ reader: inout ByteReader
    ) throws(BlockProofError) -> Value {
        try BlockProofError.decoding { () throws(DecodingError) in try reader.read(type) }
    }

    static func finish(_ reader: ByteReader) throws(BlockProofError) {
        try BlockProofError.decoding { () throws(DecodingError) in try reader.finish() }
    }

    /// Refuses more bytes than a limit before anything is read.
    static func checkLength(_ bytes: [UInt8], limit: Int) throws(BlockProofError) {
        guard bytes.count <= limit else {
            throw .decoding(.limitExceeded(limit: limit, actual: bytes.count))
        }
    }
}
