public import Bytes
public import Hashing
import RiscvCircuits

/// All that is needed to prove one join: the program and the proofs that it joins.
///
/// Layout in `docs/protocol/proofs.md`. A job is not trusted: its children are verified by the join,
/// and the result by whoever gave the job.
public struct JoinJob: Equatable, Sendable {
    /// The program that proves it.
    public let kind: JoinKind
    /// The digest of the program that was run.
    public let program: Digest
    /// The root of the list of keys.
    public let keyRoot: Digest
    /// The digest before the first child.
    public let before: Bytes32
    /// The digest after the last child.
    public let after: Bytes32
    /// The encoded children in order: each a `RiscvProof`, or a `JoinedProof` for `join`.
    public let children: [[UInt8]]

    /// The first four bytes: "ZKJJ".
    public static let magic: UInt32 = 0x5a4b_4a4a
    /// The version of the format; readers refuse any other.
    public static let version: UInt32 = 1
    /// The most bytes of an encoded child.
    public static let childByteCountLimit = max(
        RiscvProof.byteCountLimit, JoinedProof.byteCountLimit)
    /// The most bytes of an encoding.
    public static let byteCountLimit = 2 * childByteCountLimit + 1 << 10

    /// A job of as many children as the program joins.
    public init(
        kind: JoinKind, program: Digest, keyRoot: Digest, before: Bytes32, after: Bytes32,
        children: [[UInt8]]
    ) {
        precondition(children.count == kind.childCount, "the children of the program")
        (self.kind, self.program, self.keyRoot) = (kind, program, keyRoot)
        (self.before, self.after, self.children) = (before, after, children)
    }

    /// The encoding.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: children.reduce(160) { $0 + $1.count + 4 })
        writer.append(Self.magic)
        writer.append(Self.version)
        writer.append(UInt8(truncatingIfNeeded: kind.keyIndex))
        writer.append(program.bytes)
        writer.append(keyRoot.bytes)
        writer.append(before)
        writer.append(after)
        for child in children {
            writer.append(UInt32(truncatingIfNeeded: child.count))
            writer.append(child)
        }
        return writer.bytes
    }

    /// Reads a job that fills untrusted bytes; its children are not decoded.
    public init(decoding bytes: [UInt8]) throws(JoinError) {
        guard bytes.count <= Self.byteCountLimit else {
            throw .decoding(.limitExceeded(limit: Self.byteCountLimit, actual: bytes.count))
        }
        var reader = ByteReader(bytes)
        try JoinFrame.readHead(&reader, magic: Self.magic, version: Self.version)
        let index = Int(try JoinFrame.integer(UInt8.self, &reader))
        guard let kind = JoinKind(keyIndex: index) else {
            throw .decoding(.invalidValue(field: "program of a join"))
        }
        self.kind = kind
        program = try JoinFrame.digest(&reader)
        keyRoot = try JoinFrame.digest(&reader)
        before = try JoinFrame.bytes32(&reader)
        after = try JoinFrame.bytes32(&reader)
        var children = [[UInt8]]()
        for _ in 0..<kind.childCount {
            let count = Int(try JoinFrame.integer(UInt32.self, &reader))
            guard count <= Self.childByteCountLimit else {
                throw .decoding(
                    .limitExceeded(limit: Self.childByteCountLimit, actual: count))
            }
            children.append(try JoinFrame.bytes(&reader, count))
        }
        self.children = children
        let end = reader
        try JoinFrame.decoding { () throws(DecodingError) in try end.finish() }
    }

    /// SHA-256 of the encoding, which names the job.
    public var digest: Bytes32 { SHA256.hash(encoded) }
}

extension JoinTree {
    /// The job of a join once its sources are proven.
    ///
    /// - Parameters:
    ///   - program: The digest of the program that was run.
    ///   - keyRoot: The root of the list of keys.
    ///   - proof: The encoded proof of a source.
    public func job(
        _ index: Int, program: Digest, keyRoot: Digest, proof: (Source) -> [UInt8]
    ) -> JoinJob {
        let join = joins[index]
        return JoinJob(
            kind: join.kind, program: program, keyRoot: keyRoot, before: join.before,
            after: join.after, children: join.sources.map(proof))
    }
}
