import BlockProofs
public import Bytes
import Hashing
import Ledger
import RiscvCircuits

/// The parts into which a block was cut, by the digests of their jobs.
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
    /// The hash of the header before the block.
    public let previousHash: Bytes32
    /// The number of the block.
    public let blockNumber: UInt64
    /// The parts, in order.
    public let parts: [Part]

    private static let magic: UInt32 = 0x5a4b_504c
    private static let version: UInt32 = 1
    /// The most bytes of an encoding.
    static let byteCountLimit = 200 + 40 * BlockProofLimits.partCount

    init(purpose: Purpose, previousHash: Bytes32, blockNumber: UInt64, parts: [Part]) {
        (self.purpose, self.previousHash) = (purpose, previousHash)
        (self.blockNumber, self.parts) = (blockNumber, parts)
    }

    /// The plan of a cut block.
    init(_ block: CutBlock, by prover: PartProver) throws(BlockProvingError) {
        var parts = [Part]()
        for part in block.parts {
            parts.append(
                Part(
                    jobDigest: part.job.digest,
                    cellCount: try prover.cells(ofProfile: part.profile)))
        }
        self.init(
            purpose: Purpose(prover, headerHash: block.header.hash),
            previousHash: block.previous.hash, blockNumber: block.header.number,
            parts: parts)
    }
}

extension BlockPlan {
    /// Magic, version, purpose, previous hash, number, parts, and SHA-256 of all of it.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.append(Self.version)
        writer.append(purpose.programDigest)
        writer.append(purpose.profilesDigest)
        writer.append(purpose.headerHash)
        writer.append(previousHash)
        writer.append(blockNumber)
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
            purpose = Purpose(
                programDigest: try reader.read(), profilesDigest: try reader.read(),
                headerHash: try reader.read())
            previousHash = try reader.read()
            blockNumber = try reader.read()
            var parts = [Part]()
            let count = try reader.read(UInt32.self)
            guard count <= BlockProofLimits.partCount else { return nil }
            for _ in 0..<count {
                parts.append(Part(jobDigest: try reader.read(), cellCount: try reader.read()))
            }
            let digest: Bytes32 = try reader.read()
            try reader.finish()
            guard digest == SHA256.hash(Array(bytes.dropLast(32))) else { return nil }
            self.parts = parts
        } catch {
            return nil
        }
    }
}
