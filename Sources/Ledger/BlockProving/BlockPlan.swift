import BlockProofs
public import Bytes
import Hashing
public import Ledger
import RiscvCircuits

/// The parts into which a block was cut, by the digests of their jobs, and what they prove.
///
/// A file of a work folder alone: a plan that does not decode is made again.
public struct BlockPlan: Equatable, Sendable {
    /// A part of the plan.
    public struct Part: Equatable, Sendable {
        /// The digest of the job.
        public let jobDigest: Bytes32
        /// The cells that its proof commits to.
        public let cellCount: UInt64
    }

    /// What the plan is for.
    public struct Purpose: Equatable, Sendable {
        /// The digest of the program with its parameters.
        public let programDigest: Bytes32
        /// The digest of the heights of all profiles.
        public let profilesDigest: Bytes32
        /// The hash of the block's header.
        public let headerHash: Bytes32

        /// The proof of a block by a prover.
        public init(_ prover: PartProver, headerHash: Bytes32) {
            programDigest = prover.programDigest
            var hash = SHA256()
            for heightLog2 in prover.profiles.flatMap(\.heightsLog2) {
                hash.update(heightLog2.map { UInt8(truncatingIfNeeded: $0) } ?? .max)
            }
            profilesDigest = hash.finalize()
            self.headerHash = headerHash
        }

        init(programDigest: Bytes32, profilesDigest: Bytes32, headerHash: Bytes32) {
            self.programDigest = programDigest
            (self.profilesDigest, self.headerHash) = (profilesDigest, headerHash)
        }
    }

    /// Program, shapes and block.
    public let purpose: Purpose
    /// The header of the block.
    public let header: BlockHeader
    /// The operations for each chain of the header, in their order.
    public let chainOperations: [[ChainOperation]]
    /// The parts, in order.
    public let parts: [Part]

    private static let magic: UInt32 = 0x5a4b_504c
    private static let version: UInt32 = 2
    /// The most bytes of an encoding.
    static let byteCountLimit =
        200 + BlockProofLimits.headerByteCount
        + LedgerLimits.maximumChains * (4 + BlockProofLimits.chainOperationByteCount)
        + 40 * BlockProofLimits.partCount

    /// The plan of a cut block.
    init(_ block: CutBlock, by prover: PartProver) throws(BlockProvingError) {
        var parts = [Part]()
        for part in block.parts {
            parts.append(
                Part(
                    jobDigest: part.job.digest,
                    cellCount: try prover.cells(ofProfile: part.profile)))
        }
        purpose = Purpose(prover, headerHash: block.header.hash)
        (header, chainOperations) = (block.header, block.chainOperations)
        self.parts = parts
    }
}

extension BlockPlan {
    /// Magic, version, digests of program and shapes, header, operations for each chain, parts, and
    /// SHA-256 of all of it.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.append(Self.version)
        writer.append(purpose.programDigest)
        writer.append(purpose.profilesDigest)
        for bytes in [header.encoded] + chainOperations.map({ ChainOperation.encode($0) }) {
            writer.append(UInt32(truncatingIfNeeded: bytes.count))
            writer.append(bytes)
        }
        writer.append(UInt32(truncatingIfNeeded: parts.count))
        for part in parts {
            writer.append(part.jobDigest)
            writer.append(part.cellCount)
        }
        writer.append(SHA256.hash(writer.bytes))
        return writer.bytes
    }

    /// Reads a plan; `nil` for bytes that are not one.
    init?(decoding bytes: [UInt8]) {
        guard bytes.count >= 32 else { return nil }
        var reader = ByteReader(bytes)
        do throws(DecodingError) {
            guard try reader.read(UInt32.self) == Self.magic,
                try reader.read(UInt32.self) == Self.version
            else { return nil }
            let (programDigest, profilesDigest) = (
                try reader.read(Bytes32.self), try reader.read(Bytes32.self)
            )
            let header = try BlockHeader(decoding: Self.bytes(&reader))
            var chainOperations = [[ChainOperation]]()
            for _ in header.chains {
                chainOperations.append(try ChainOperation.decodeAll(Self.bytes(&reader)))
            }
            var parts = [Part]()
            let count = try reader.read(UInt32.self)
            guard count <= BlockProofLimits.partCount else { return nil }
            for _ in 0..<count {
                parts.append(Part(jobDigest: try reader.read(), cellCount: try reader.read()))
            }
            let digest: Bytes32 = try reader.read()
            try reader.finish()
            guard digest == SHA256.hash(Array(bytes.dropLast(32))) else { return nil }
            purpose = Purpose(
                programDigest: programDigest, profilesDigest: profilesDigest,
                headerHash: header.hash)
            (self.header, self.chainOperations, self.parts) = (header, chainOperations, parts)
        } catch {
            return nil
        }
    }

    /// Bytes with their length before them.
    private static func bytes(_ reader: inout ByteReader) throws(DecodingError) -> [UInt8] {
        try reader.readBytes(Int(try reader.read(UInt32.self)))
    }
}
