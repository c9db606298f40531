public import Bytes
public import Fields
import Hashing

/// Trees of SHA-256, for proofs that are not verified inside proofs.
public enum SHA256Tree: TreeHasher {
    /// Hash of the byte 0, the length and the elements, least significant byte first.
    public static func hashRow(_ row: [Goldilocks]) -> Bytes32 {
        var hasher = SHA256()
        hasher.update(0)
        update(&hasher, UInt64(row.count))
        for element in row { update(&hasher, element.value) }
        return hasher.finalize()
    }

    /// Hash of the byte 1 and both nodes.
    public static func compress(_ left: Bytes32, _ right: Bytes32) -> Bytes32 {
        var hasher = SHA256()
        hasher.update(1)
        hasher.update(left)
        hasher.update(right)
        return hasher.finalize()
    }

    /// The length of a hash.
    public static var nodeByteCount: Int { 32 }

    /// Appends the bytes.
    public static func write(_ node: Bytes32, to writer: inout ByteWriter) { writer.append(node) }

    /// Reads any 32 bytes.
    public static func readNode(from reader: inout ByteReader) throws(DecodingError) -> Bytes32 {
        try reader.read(Bytes32.self)
    }

    private static func update(_ hasher: inout SHA256, _ word: UInt64) {
        for byte in 0..<8 { hasher.update(UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))) }
    }
}
