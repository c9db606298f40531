import Bytes
import Commitments
import Fields

/// Reads parts of an encoded proof; no list is allocated before its bytes are known to be there.
struct ProofCursor {
    private var reader: ByteReader
    private let total: Int

    init(_ bytes: [UInt8]) {
        reader = ByteReader(bytes)
        total = bytes.count
    }

    /// Number of bytes read.
    var offset: Int { total - reader.remaining }

    /// Reads an integer, most significant byte first.
    mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type = Value.self
    ) throws(ProofDecodingError) -> Value {
        do {
            return try reader.read(type)
        } catch {
            throw .truncated(needed: Value.bitWidth / 8, available: reader.remaining)
        }
    }

    /// Reads a canonical element.
    mutating func element() throws(ProofDecodingError) -> Goldilocks {
        let start = offset
        guard let element = Goldilocks(canonical: try integer(UInt64.self)) else {
            throw .nonCanonicalElement(offset: start)
        }
        return element
    }

    /// Reads elements.
    mutating func elements(_ count: Int) throws(ProofDecodingError) -> [Goldilocks] {
        try require(count, byteCount: 8)
        var result = [Goldilocks]()
        result.reserveCapacity(count)
        for _ in 0..<count { result.append(try element()) }
        return result
    }

    /// Reads elements of the cubic extension.
    mutating func cubics(_ count: Int) throws(ProofDecodingError) -> [CubicExtension] {
        try require(count, byteCount: 24)
        var result = [CubicExtension]()
        result.reserveCapacity(count)
        for _ in 0..<count {
            let (c0, c1) = (try element(), try element())
            result.append(CubicExtension(c0, c1, try element()))
        }
        return result
    }

    /// Reads nodes of a tree.
    mutating func nodes<Tree: TreeHasher>(
        _ count: Int, of tree: Tree.Type
    ) throws(ProofDecodingError) -> [Tree.Node] {
        try require(count, byteCount: Tree.nodeByteCount)
        var result = [Tree.Node]()
        result.reserveCapacity(count)
        for _ in 0..<count {
            let start = offset
            do {
                result.append(try Tree.readNode(from: &reader))
            } catch {
                throw .nonCanonicalElement(offset: start)
            }
        }
        return result
    }

    /// Throws `trailingBytes` unless everything has been read.
    func finish() throws(ProofDecodingError) {
        guard reader.remaining == 0 else { throw .trailingBytes(count: reader.remaining) }
    }

    private func require(_ count: Int, byteCount: Int) throws(ProofDecodingError) {
        guard count <= reader.remaining / byteCount else {
            throw .truncated(needed: count, available: reader.remaining / byteCount)
        }
    }
}
