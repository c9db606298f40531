public import Bytes
package import Fields
public import Hashing
import Recursion

/// What a joined proof says: runs of one program lead from a digest to another, and all keys of the
/// proofs below it are in a list.
public struct AggregationStatement: Equatable, Sendable {
    /// The digest of the program that was run.
    public let program: Digest
    /// The root of the list of allowed keys.
    public let keyRoot: Digest
    /// The digest that the first run starts from, as its output says.
    public let before: Bytes32
    /// The digest that the last run ends with.
    public let after: Bytes32

    /// Words of output of a run: the length of a frame, 64 bytes, and both digests.
    public static let outputWordCount = 17
    /// The first of these words.
    public static let outputLength: UInt32 = 64

    /// A statement of the given digests.
    public init(program: Digest, keyRoot: Digest, before: Bytes32, after: Bytes32) {
        self.program = program
        self.keyRoot = keyRoot
        self.before = before
        self.after = after
    }

    /// Program, root of keys, and both digests, two cells each: words with the first byte lowest.
    package var cells: [[Goldilocks]] {
        let digests = [program, keyRoot].map { VerifierProgram.Cell(digest: $0) }
        return (digests + Self.cells(before) + Self.cells(after)).map(\.elements)
    }

    /// The digest of the statement, the public data of a proof: the sponge of its cells.
    public var digest: Digest {
        Poseidon2.hash(domain: .aggregation, cells.flatMap { $0 })
    }

    /// The eight words of a digest of bytes as two cells.
    static func cells(_ bytes: Bytes32) -> [VerifierProgram.Cell] {
        let words = (0..<8).map { word in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[4 * word + $1]) << UInt32(8 * $1) }
        }.map { Goldilocks($0) }
        return [
            VerifierProgram.Cell(words[0], words[1], words[2], words[3]),
            VerifierProgram.Cell(words[4], words[5], words[6], words[7]),
        ]
    }
}

extension AggregationStatement {
    /// Writes program, root, digest before and digest after: 128 bytes, which are the preimage of
    /// the public input too.
    package func append(to writer: inout ByteWriter) {
        writer.append(program.bytes)
        writer.append(keyRoot.bytes)
        writer.append(before)
        writer.append(after)
    }

    /// Reads a statement of canonical digests.
    package init(from reader: inout ByteReader) throws(JoinError) {
        self.init(
            program: try JoinFrame.digest(&reader), keyRoot: try JoinFrame.digest(&reader),
            before: try JoinFrame.bytes32(&reader), after: try JoinFrame.bytes32(&reader))
    }
}
