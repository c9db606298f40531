import Bytes
public import Ledger
import RiscvCircuits

/// The proofs of all parts of a block, in order, with what they prove.
///
/// Header and operations are claims until the proof is verified. Layout in
/// `docs/protocol/proofs.md`.
public struct BlockProof: Equatable, Sendable {
    /// The header of the block.
    public let header: BlockHeader
    /// The operations for each chain of the header, in their order.
    public let chainOperations: [[ChainOperation]]
    /// The encoded proof of each part's run, a `RiscvProof`.
    public let runs: [[UInt8]]

    /// The first four bytes: "ZKBP".
    public static let magic: UInt32 = 0x5a4b_4250
    /// The version of the format; readers refuse any other.
    public static let version: UInt32 = 2

    /// A proof of the given parts.
    public init(header: BlockHeader, chainOperations: [[ChainOperation]], runs: [[UInt8]]) {
        (self.header, self.chainOperations, self.runs) = (header, chainOperations, runs)
    }

    /// The encoding.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: runs.reduce(1 << 12) { $0 + $1.count + 4 })
        ProofFrame.appendHead(to: &writer, magic: Self.magic, version: Self.version)
        ProofFrame.append(header.encoded, to: &writer)
        for operations in chainOperations {
            ProofFrame.append(ChainOperation.encode(operations), to: &writer)
        }
        writer.append(UInt32(truncatingIfNeeded: runs.count))
        for run in runs { ProofFrame.append(run, to: &writer) }
        return writer.bytes
    }

    /// Reads a proof that fills untrusted bytes; the proofs of the runs are not decoded.
    public init(decoding bytes: [UInt8]) throws(BlockProofError) {
        try ProofFrame.checkLength(bytes, limit: BlockProofLimits.blockByteCount)
        var reader = ByteReader(bytes)
        try ProofFrame.readHead(&reader, magic: Self.magic, version: Self.version)
        let header = try Self.header(&reader)
        chainOperations = try Self.chainOperations(of: header, &reader)
        runs = try Self.runs(&reader)
        try ProofFrame.finish(reader)
        self.header = header
    }

    private static func header(
        _ reader: inout ByteReader
    ) throws(BlockProofError) -> BlockHeader {
        let bytes = try ProofFrame.readBytes(&reader, limit: BlockProofLimits.headerByteCount)
        return try BlockProofError.decoding { () throws(DecodingError) in
            try BlockHeader(decoding: bytes)
        }
    }

    /// One list for each chain of the header.
    private static func chainOperations(
        of header: BlockHeader, _ reader: inout ByteReader
    ) throws(BlockProofError) -> [[ChainOperation]] {
        var chains = [[ChainOperation]]()
        for _ in header.chains {
            let bytes = try ProofFrame.readBytes(
                &reader, limit: BlockProofLimits.chainOperationByteCount)
            chains.append(
                try BlockProofError.decoding { () throws(DecodingError) in
                    try ChainOperation.decodeAll(bytes)
                })
        }
        return chains
    }

    private static func runs(_ reader: inout ByteReader) throws(BlockProofError) -> [[UInt8]] {
        let count = Int(try ProofFrame.integer(UInt32.self, &reader))
        guard count <= BlockProofLimits.partCount else {
            throw .decoding(
                .limitExceeded(limit: BlockProofLimits.partCount, actual: count))
        }
        var runs = [[UInt8]]()
        for _ in 0..<count {
            runs.append(try ProofFrame.readBytes(&reader, limit: RiscvProof.byteCountLimit))
        }
        return runs
    }
}
