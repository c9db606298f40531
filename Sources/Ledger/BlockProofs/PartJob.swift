public import Bytes
import Hashing
import Ledger
public import Riscv
public import Transition

/// All that is needed to prove one part of a block: the program and its input.
///
/// Layout in `docs/protocol/proofs.md`. A job is not trusted: its proof is verified like any other.
public struct PartJob: Sendable {
    /// The digest of the program with its parameters.
    public let programDigest: Bytes32
    /// The number of the block.
    public let blockNumber: UInt64
    /// The place of the part in its block, from 0.
    public let index: UInt32
    /// Whether the part ends its block.
    public let end: PartEnd
    /// The digest of the boundary after the part.
    public let endDigest: Bytes32
    /// The boundary before the part.
    public let start: Boundary
    /// The part's operations: its slice of the block data, and their authorizations.
    public let operations: EncodedOperations
    /// The witness of the state before the part, which only the program reads.
    public let witness: [UInt32]

    /// The first four bytes: "ZKPJ".
    public static let magic: UInt32 = 0x5a4b_504a
    /// The version of the format; readers refuse any other.
    public static let version: UInt32 = 2

    /// A job of the given parts.
    public init(
        programDigest: Bytes32, blockNumber: UInt64, index: UInt32, end: PartEnd,
        endDigest: Bytes32, start: Boundary, operations: EncodedOperations,
        witness: [UInt32]
    ) {
        self.programDigest = programDigest
        (self.blockNumber, self.index) = (blockNumber, index)
        (self.end, self.endDigest) = (end, endDigest)
        (self.start, self.operations, self.witness) = (start, operations, witness)
    }

    /// The input of the guest program: the frames that it reads.
    public var input: WordStream {
        Self.input(witness: witness, start: start, operations: operations, end: end)
    }

    /// The input of the guest program for a part.
    public static func input(
        witness: [UInt32], start: Boundary, operations: EncodedOperations, end: PartEnd
    ) -> WordStream {
        var input = WordStream(words: [UInt32(truncatingIfNeeded: 4 * witness.count)])
        input.append(words: witness)
        input.append(frame: start.encoded)
        input.append(frame: operations.data)
        input.append(frame: operations.authorizations)
        input.append(frame: [end == .block ? 1 : 0])
        return input
    }

    /// SHA-256 of the encoding, which names the job.
    public var digest: Bytes32 { SHA256.hash(encoded) }
}

extension PartJob {
    /// The encoding.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        ProofFrame.appendHead(to: &writer, magic: Self.magic, version: Self.version)
        writer.append(programDigest)
        writer.append(blockNumber)
        writer.append(index)
        writer.append(end == .block ? 1 : 0 as UInt8)
        writer.append(endDigest)
        ProofFrame.append(start.encoded, to: &writer)
        ProofFrame.append(operations.data, to: &writer)
        ProofFrame.append(operations.authorizations, to: &writer)
        writer.append(UInt32(truncatingIfNeeded: witness.count))
        for word in witness { writer.append(word) }
        return writer.bytes
    }

    /// Reads a job that fills untrusted bytes.
    public init(decoding bytes: [UInt8]) throws(BlockProofError) {
        try ProofFrame.checkLength(bytes, limit: BlockProofLimits.jobByteCount)
        var reader = ByteReader(bytes)
        try ProofFrame.readHead(&reader, magic: Self.magic, version: Self.version)
        programDigest = try Self.digest(&reader)
        blockNumber = try ProofFrame.integer(UInt64.self, &reader)
        index = try ProofFrame.integer(UInt32.self, &reader)
        switch try ProofFrame.integer(UInt8.self, &reader) {
        case 0: end = .insideBlock
        case 1: end = .block
        default: throw .decoding(.invalidValue(field: "end of part"))
        }
        endDigest = try Self.digest(&reader)
        let boundary = try ProofFrame.readBytes(
            &reader, limit: BlockProofLimits.boundaryByteCount)
        start = try BlockProofError.decoding { () throws(DecodingError) in
            try Boundary(decoding: boundary)
        }
        operations = EncodedOperations(
            data: try ProofFrame.readBytes(&reader, limit: BlockProofLimits.dataByteCount),
            authorizations: try ProofFrame.readBytes(
                &reader, limit: BlockProofLimits.dataByteCount))
        witness = try ProofFrame.readWords(&reader, limit: BlockProofLimits.witnessWordCount)
        try ProofFrame.finish(reader)
        guard start.nextNumber == blockNumber else {
            throw .boundaryNumber(expected: blockNumber, actual: start.nextNumber)
        }
    }

    private static func digest(_ reader: inout ByteReader) throws(BlockProofError) -> Bytes32 {
        try BlockProofError.decoding { () throws(DecodingError) in try reader.read() }
    }
}

extension Boundary {
    /// The number of the block that a part after the boundary belongs to.
    var nextNumber: UInt64 {
        switch self {
        case .between(let header): header.number &+ 1
        case .inside(let block): block.number
        }
    }
}
