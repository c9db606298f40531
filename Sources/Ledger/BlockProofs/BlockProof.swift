import Bytes
import RiscvCircuits

/// The proofs of all parts of a block, in order.
///
/// Layout in `docs/protocol/proofs.md`.
public struct BlockProof: Equatable, Sendable {
    /// The number of the block.
    public let blockNumber: UInt64
    /// The encoded proof of each part's run, a `RiscvProof`.
    public let runs: [[UInt8]]

    /// The first four bytes: "ZKBP".
    public static let magic: UInt32 = 0x5a4b_4250
    /// The version of the format; readers refuse any other.
    public static let version: UInt32 = 1

    /// A proof of the given parts.
    public init(blockNumber: UInt64, runs: [[UInt8]]) {
        (self.blockNumber, self.runs) = (blockNumber, runs)
    }

    /// The encoding.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: runs.reduce(20) { $0 + $1.count + 4 })
        ProofFrame.appendHead(to: &writer, magic: Self.magic, version: Self.version)
        writer.append(blockNumber)
        writer.append(UInt32(truncatingIfNeeded: runs.count))
        for run in runs { ProofFrame.append(run, to: &writer) }
        return writer.bytes
    }

    /// Reads a proof that fills untrusted bytes; the proofs of the runs are not decoded.
    public init(decoding bytes: [UInt8]) throws(BlockProofError) {
        try ProofFrame.checkLength(bytes, limit: BlockProofLimits.blockByteCount)
        var reader = ByteReader(bytes)
        try ProofFrame.readHead(&reader, magic: Self.magic, version: Self.version)
        blockNumber = try ProofFrame.integer(UInt64.self, &reader)
        let count = Int(try ProofFrame.integer(UInt32.self, &reader))
        guard count <= BlockProofLimits.partCount else {
            throw .decoding(
                .limitExceeded(limit: BlockProofLimits.partCount, actual: count))
        }
        var runs = [[UInt8]]()
        for _ in 0..<count {
            runs.append(try ProofFrame.readBytes(&reader, limit: RiscvProof.byteCountLimit))
        }
        try ProofFrame.finish(reader)
        self.runs = runs
    }
}
