package import Bytes
package import Hashing

/// What the encodings of this module share, with their errors as those of the module.
package enum JoinFrame {
    /// Reads magic and version.
    package static func readHead(
        _ reader: inout ByteReader, magic: UInt32, version: UInt32
    ) throws(JoinError) {
        guard try integer(UInt32.self, &reader) == magic else { throw .magic }
        let actual = try integer(UInt32.self, &reader)
        guard actual == version else { throw .version(actual) }
    }

    package static func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type, _ reader: inout ByteReader
    ) throws(JoinError) -> Value {
        try decoding { () throws(DecodingError) in try reader.read(type) }
    }

    package static func bytes32(_ reader: inout ByteReader) throws(JoinError) -> Bytes32 {
        try decoding { () throws(DecodingError) in try reader.read() }
    }

    package static func bytes(_ reader: inout ByteReader, _ count: Int) throws(JoinError) -> [UInt8]
    {
        try decoding { () throws(DecodingError) in try reader.readBytes(count) }
    }

    /// A digest of canonical elements.
    package static func digest(_ reader: inout ByteReader) throws(JoinError) -> Digest {
        guard let digest = Digest(try bytes32(&reader)) else {
            throw .decoding(.invalidValue(field: "digest"))
        }
        return digest
    }

    /// Runs a step of a reader.
    package static func decoding<Value>(
        _ body: () throws(DecodingError) -> Value
    ) throws(JoinError) -> Value {
        do throws(DecodingError) {
            return try body()
        } catch {
            throw .decoding(error)
        }
    }
}
