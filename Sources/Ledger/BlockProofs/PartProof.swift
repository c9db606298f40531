import Bytes

/// The proof of one part of a block.
///
/// Number and index only name the part for those who collect proofs: what is proven is in the
/// output of the run. Layout in `docs/protocol/proofs.md`.
public struct PartProof: Equatable, Sendable {
    /// The number of the block.
    public let blockNumber: UInt64
    /// The place of the part in its block, from 0.
    public let index: UInt32
    /// The encoded proof of the guest program's run, a `RiscvProof`.
    public let run: [UInt8]

    /// The first four bytes: "ZKPP".
    public static let magic: UInt32 = 0x5a4b_5050
    /// The version of the format; readers refuse any other.
    public static let version: UInt32 = 1

    /// A proof of the given parts.
    public init(blockNumber: UInt64, index: UInt32, run: [UInt8]) {
        (self.blockNumber, self.index, self.run) = (blockNumber, index, run)
    }

    /// The encoding.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: run.count + 20)
        ProofFrame.appendHead(to: &writer, magic: Self.magic, version: Self.version)
        writer.append(blockNumber)
        writer.append(index)
        writer.append(run)
        return writer.bytes
    }

    /// Reads a proof that fills untrusted bytes; the proof of the run is not decoded.
    public init(decoding bytes: [UInt8]) throws(BlockProofError) {
        try ProofFrame.checkLength(bytes, limit: BlockProofLimits.partByteCount)
        var reader = ByteReader(bytes)
        try ProofFrame.readHead(&reader, magic: Self.magic, version: Self.version)
        blockNumber = try ProofFrame.integer(UInt64.self, &reader)
        index = try ProofFrame.integer(UInt32.self, &reader)
        run = try BlockProofError.decoding { () throws(DecodingError) in
            try reader.readBytes(reader.remaining)
        }
    }
}
