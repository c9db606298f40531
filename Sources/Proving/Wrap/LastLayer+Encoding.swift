public import Aggregation
import Bytes
import Hashing
import StarkVerifier

/// Encoding of proofs of a last layer. Layout in `docs/protocol/proofs.md`.
///
/// The layer's key says how long each part is, so one proof has one encoding.
extension LastLayer {
    /// The first four bytes: "ZKLL".
    public static let magic: UInt32 = 0x5a4b_4c4c
    /// The version of the format; readers refuse any other.
    public static let version: UInt32 = 1
    /// The most bytes of an encoding: head, statement, and the proof of the machine.
    public static let byteCountLimit = ProofFormat.byteCountLimit + 1 << 10

    /// The encoding; throws `proofEncoding` for a proof that is not of the layer's shape.
    public func encode(_ proof: Proof) throws(JoinError) -> [UInt8] {
        let machineProof: [UInt8]
        do {
            machineProof = try ProofWriter(key: key).write(proof.proof)
        } catch {
            throw .proofEncoding(error)
        }
        var writer = ByteWriter(capacity: machineProof.count + 136)
        writer.append(Self.magic)
        writer.append(Self.version)
        proof.statement.append(to: &writer)
        writer.append(machineProof)
        return writer.bytes
    }

    /// Reads a proof that fills untrusted bytes.
    public func decode(_ bytes: [UInt8]) throws(JoinError) -> Proof {
        guard bytes.count <= Self.byteCountLimit else {
            throw .decoding(.limitExceeded(limit: Self.byteCountLimit, actual: bytes.count))
        }
        var reader = ByteReader(bytes)
        try JoinFrame.readHead(&reader, magic: Self.magic, version: Self.version)
        let statement = try AggregationStatement(from: &reader)
        let machineProof = try JoinFrame.bytes(&reader, reader.remaining)
        do {
            return Proof(
                statement: statement, proof: try ProofReader(key: key).read(machineProof))
        } catch {
            throw .proofDecoding(error)
        }
    }
}
