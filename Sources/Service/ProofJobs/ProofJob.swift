public import Bytes
import Hashing

/// One piece of the proof of a range of blocks, named by SHA-256 of its encoding.
///
/// The encoding has the ids of the jobs whose results are the input, so no cycle can be made.
public struct ProofJob: Equatable, Sendable {
    /// SHA-256 of the encoding.
    public let id: Bytes32
    public let kind: JobKind
    /// The blocks that the result is about.
    public let blocks: ClosedRange<UInt64>
    /// The place among the jobs of the same kind and blocks, from 0.
    public let index: UInt32
    /// The operations of a chunk; 0 for other kinds.
    public let operationCount: UInt32
    /// The jobs whose results are the input, in order.
    public let needs: [Bytes32]
    /// What the kind makes of the bytes: for a chunk, an encoded `PartJob`.
    public let payload: [UInt8]

    private static let magic: UInt32 = 0x5a4b_514a
    private static let version: UInt32 = 1
    /// The bytes of an encoding before its payload, at most.
    static let headByteCount = 40 + 32 * JobLimits.needCount

    /// A job; throws `tooLarge` for more needs or bytes than `JobLimits` allows.
    public init(
        kind: JobKind, blocks: ClosedRange<UInt64>, index: UInt32 = 0,
        operationCount: UInt32 = 0, needs: [Bytes32] = [], payload: [UInt8]
    ) throws(JobError) {
        guard needs.count <= JobLimits.needCount else {
            throw .tooLarge(limit: JobLimits.needCount, actual: needs.count)
        }
        guard payload.count <= JobLimits.byteCount else {
            throw .tooLarge(limit: JobLimits.byteCount, actual: payload.count)
        }
        // Databases have signed integers.
        guard blocks.upperBound <= UInt64(Int64.max) else {
            throw .malformed(.invalidValue(field: "blocks"))
        }
        self.kind = kind
        self.blocks = blocks
        (self.index, self.operationCount) = (index, operationCount)
        (self.needs, self.payload) = (needs, payload)
        id = SHA256.hash(
            Self.encode(kind, blocks, index, operationCount, needs, payload))
    }

    /// Magic, version, kind, blocks, index, operations, needs, payload.
    public var encoded: [UInt8] {
        Self.encode(kind, blocks, index, operationCount, needs, payload)
    }

    private static func encode(
        _ kind: JobKind, _ blocks: ClosedRange<UInt64>, _ index: UInt32,
        _ operationCount: UInt32, _ needs: [Bytes32], _ payload: [UInt8]
    ) -> [UInt8] {
        var writer = ByteWriter(capacity: headByteCount + payload.count)
        writer.append(magic)
        writer.append(version)
        writer.append(kind.code)
        writer.append(blocks.lowerBound)
        writer.append(blocks.upperBound)
        writer.append(index)
        writer.append(operationCount)
        writer.append(UInt8(truncatingIfNeeded: needs.count))
        for need in needs { writer.append(need) }
        writer.append(payload)
        return writer.bytes
    }

    /// Reads a job that fills untrusted bytes.
    public init(decoding bytes: [UInt8]) throws(JobError) {
        let limit = Self.headByteCount + JobLimits.byteCount
        guard bytes.count <= limit else { throw .tooLarge(limit: limit, actual: bytes.count) }
        var reader = ByteReader(bytes)
        let head = try JobError.decoding { () throws(DecodingError) in
            guard try reader.read(UInt32.self) == Self.magic else {
                throw .invalidValue(field: "magic")
            }
            guard try reader.read(UInt32.self) == Self.version else {
                throw .invalidValue(field: "version")
            }
            return try JobHead(from: &reader)
        }
        let payload = try JobError.decoding { () throws(DecodingError) in
            try reader.readBytes(reader.remaining)
        }
        try self.init(
            kind: head.kind, blocks: head.blocks, index: head.index,
            operationCount: head.operationCount, needs: head.needs, payload: payload)
    }
}

/// The fields that a job and its record begin with.
struct JobHead {
    let kind: JobKind
    let blocks: ClosedRange<UInt64>
    let index: UInt32
    let operationCount: UInt32
    let needs: [Bytes32]

    init(from reader: inout ByteReader) throws(DecodingError) {
        guard let kind = JobKind(code: try reader.read()) else {
            throw .invalidValue(field: "kind")
        }
        let first: UInt64 = try reader.read()
        let last: UInt64 = try reader.read()
        guard first <= last, last <= UInt64(Int64.max) else {
            throw .invalidValue(field: "blocks")
        }
        (self.kind, blocks) = (kind, first...last)
        index = try reader.read()
        operationCount = try reader.read()
        let count = Int(try reader.read(UInt8.self))
        guard count <= JobLimits.needCount else {
            throw .limitExceeded(limit: JobLimits.needCount, actual: count)
        }
        var needs: [Bytes32] = []
        for _ in 0..<count { needs.append(try reader.read()) }
        self.needs = needs
    }
}
