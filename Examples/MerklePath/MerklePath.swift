import Bytes
import Fields
import GuestRuntime
import Hashing

/// Proves that a leaf is in the Merkle tree of a root; a verifier needs no path.
///
/// Input, four frames: root (32 bytes), leaf (any bytes), path (32 bytes a level, from the leaf
/// upwards), index of the leaf (4 bytes, most significant first). Output, two frames: root and
/// the leaf's digest. Exit code 1: the path does not lead from the leaf to the root.
@main enum Program {
    /// A tree has no more levels: an index is one word.
    static let depthLimit = 32

    static func main() {
        do throws(DecodingError) {
            let root = try frame(digest)
            let leaf = digest(ofLeaf: Guest.readFrame())
            let path = try frame(siblings)
            let index = try frame(number)
            guard let top = climb(from: leaf, along: path, index: index), top == root else {
                Guest.exit(1)
            }
            Guest.writeFrame(root.bytes.array)
            Guest.writeFrame(leaf.bytes.array)
        } catch {
            Guest.exit(1)
        }
    }

    /// A value that fills the next frame.
    static func frame<Value>(
        _ read: (inout ByteReader) throws(DecodingError) -> Value
    ) throws(DecodingError) -> Value {
        var reader = ByteReader(Guest.readFrame())
        let value = try read(&reader)
        try reader.finish()
        return value
    }

    static func digest(_ reader: inout ByteReader) throws(DecodingError) -> Digest {
        Digest(
            try element(&reader), try element(&reader), try element(&reader), try element(&reader))
    }

    static func element(_ reader: inout ByteReader) throws(DecodingError) -> Goldilocks {
        guard let element = Goldilocks(canonical: try reader.read()) else {
            throw .invalidValue(field: "digest")
        }
        return element
    }

    static func number(_ reader: inout ByteReader) throws(DecodingError) -> UInt32 {
        try reader.read()
    }

    /// The sponge over byte count and words; a node is `compress`, so no node is taken for a leaf.
    static func digest(ofLeaf bytes: [UInt8]) -> Digest {
        var elements = [Goldilocks(UInt32(bytes.count))]
        for start in stride(from: 0, to: bytes.count, by: 4) {
            var word: UInt32 = 0
            for index in start..<min(start + 4, bytes.count) {
                word |= UInt32(bytes[index]) &<< UInt32(8 * (index - start))
            }
            elements.append(Goldilocks(word))
        }
        return Poseidon2.hash(domain: HashDomain(tag: 1_000), elements)
    }

    static func siblings(_ reader: inout ByteReader) throws(DecodingError) -> [Digest] {
        var result = [Digest]()
        while reader.remaining > 0 {
            guard result.count < depthLimit else { throw .invalidValue(field: "path") }
            result.append(try digest(&reader))
        }
        return result
    }

    /// The top of the path; `nil` when the tree has no leaf of that index.
    static func climb(from leaf: Digest, along path: [Digest], index: UInt32) -> Digest? {
        guard path.count == depthLimit || index >> UInt32(path.count) == 0 else { return nil }
        var node = leaf
        for level in 0..<path.count {
            let isRight = index >> UInt32(level) & 1 == 1
            node =
                isRight
                ? Poseidon2.compress(left: path[level], right: node)
                : Poseidon2.compress(left: node, right: path[level])
        }
        return node
    }
}
