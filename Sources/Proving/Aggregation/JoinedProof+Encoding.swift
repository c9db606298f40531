import Bytes
import Commitments
import FRI
import Hashing
import RecursionCircuits
import StarkVerifier

/// Encoding of joined proofs of a shape. Layout in `docs/protocol/proofs.md`.
///
/// The shape says how long each part is, so one proof has one encoding.
extension JoinedProof {
    /// The first four bytes: "ZKJP".
    public static let magic: UInt32 = 0x5a4b_4a50
    /// The version of the format; readers refuse any other.
    public static let version: UInt32 = 1
    /// The most bytes of an encoding: head, statement, cap, and the proof of the machine.
    public static let byteCountLimit = ProofFormat.byteCountLimit + 1 << 16

    /// The encoding; throws `proofEncoding` or `capCount` for a proof that is not of the shape.
    public func encoded(_ shape: RecursionShape) throws(JoinError) -> [UInt8] {
        guard fixedCap.count == shape.capCount else {
            throw .capCount(expected: shape.capCount, actual: fixedCap.count)
        }
        let key = try Self.key(shape, fixedCap)
        let machineProof: [UInt8]
        do {
            machineProof = try ProofWriter(key: key).write(proof)
        } catch {
            throw .proofEncoding(error)
        }
        var writer = ByteWriter(capacity: machineProof.count + 136 + 32 * fixedCap.count)
        writer.append(Self.magic)
        writer.append(Self.version)
        statement.append(to: &writer)
        for node in fixedCap { Poseidon2Tree.write(node, to: &writer) }
        writer.append(machineProof)
        return writer.bytes
    }

    /// Reads a proof of a shape that fills untrusted bytes.
    public init(decoding bytes: [UInt8], shape: RecursionShape) throws(JoinError) {
        guard bytes.count <= Self.byteCountLimit else {
            throw .decoding(.limitExceeded(limit: Self.byteCountLimit, actual: bytes.count))
        }
        var reader = ByteReader(bytes)
        try JoinFrame.readHead(&reader, magic: Self.magic, version: Self.version)
        statement = try AggregationStatement(from: &reader)
        var fixedCap = [Digest]()
        for _ in 0..<shape.capCount { fixedCap.append(try JoinFrame.digest(&reader)) }
        self.fixedCap = fixedCap
        let machineProof = try JoinFrame.bytes(&reader, reader.remaining)
        let key = try Self.key(shape, fixedCap)
        do {
            proof = try ProofReader(key: key).read(machineProof)
        } catch {
            throw .proofDecoding(error)
        }
    }

    private static func key(
        _ shape: RecursionShape, _ fixedCap: [Digest]
    ) throws(JoinError) -> StarkKey<RecursionMachine, Poseidon2Hashing> {
        do {
            return try shape.key(fixedCap: fixedCap)
        } catch {
            throw .machine(error)
        }
    }
}
