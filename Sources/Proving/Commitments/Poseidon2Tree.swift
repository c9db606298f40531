public import Bytes
public import Fields
public import Hashing

/// Trees of Poseidon2: the sponge of width 12 for rows, width 8 in compression mode for nodes.
public enum Poseidon2Tree: TreeHasher {
    /// Hashes a row with the sponge in the domain of committed rows, which binds the length.
    public static func hashRow(_ row: [Goldilocks]) -> Digest {
        Poseidon2.hash(domain: .commitmentRow, row)
    }

    /// The first half of P(x) + x.
    public static func compress(_ left: Digest, _ right: Digest) -> Digest {
        Poseidon2.compress(left: left, right: right)
    }

    /// Length of four elements of eight bytes.
    public static var nodeByteCount: Int { 32 }

    /// Appends the four elements as integers.
    public static func write(_ node: Digest, to writer: inout ByteWriter) {
        for index in 0..<4 { writer.append(node[index].value) }
    }

    /// Reads four canonical elements.
    public static func readNode(from reader: inout ByteReader) throws(DecodingError) -> Digest {
        Digest(
            try readElement(&reader), try readElement(&reader), try readElement(&reader),
            try readElement(&reader))
    }

    private static func readElement(
        _ reader: inout ByteReader
    ) throws(DecodingError) -> Goldilocks {
        guard let element = Goldilocks(canonical: try reader.read(UInt64.self)) else {
            throw .invalidValue(field: "node")
        }
        return element
    }
}
