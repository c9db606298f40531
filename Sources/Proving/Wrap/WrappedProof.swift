public import Aggregation
public import BN254
import Bytes
public import Groth16

/// A proof that contracts verify, with what it says.
public struct WrappedProof: Equatable, Sendable {
    /// What it says.
    public let statement: AggregationStatement
    /// The proof.
    public let proof: Groth16.Proof

    /// The first four bytes of an encoding: "ZKWP".
    public static let magic: UInt32 = 0x5a4b_5750
    /// The version of the format; readers refuse any other.
    public static let version: UInt32 = 1
    /// The bytes of an encoding: head, statement, and points as EIP-197 writes them.
    public static let byteCount = 8 + 128 + Groth16.Proof.byteCount

    /// Reasons why bytes are not a wrapped proof, or why it is refused.
    public enum Failure: Error, Equatable {
        /// The bytes are not of this form.
        case form(JoinError)
        /// A point of the proof is not one.
        case point(PointError)
        /// The verifier refuses the proof.
        case refused(Groth16Error)
    }

    /// A proof of the given parts.
    public init(statement: AggregationStatement, proof: Groth16.Proof) {
        self.statement = statement
        self.proof = proof
    }

    /// The encoding.
    public var encoded: [UInt8] {
        var writer = ByteWriter(capacity: Self.byteCount)
        writer.append(Self.magic)
        writer.append(Self.version)
        statement.append(to: &writer)
        writer.append(proof.ethereumBytes)
        return writer.bytes
    }

    /// Reads a proof that fills untrusted bytes.
    public init(decoding bytes: [UInt8]) throws(Failure) {
        var reader = ByteReader(bytes)
        let points: [UInt8]
        do throws(JoinError) {
            guard bytes.count <= Self.byteCount else {
                throw .decoding(.limitExceeded(limit: Self.byteCount, actual: bytes.count))
            }
            try JoinFrame.readHead(&reader, magic: Self.magic, version: Self.version)
            statement = try AggregationStatement(from: &reader)
            points = try JoinFrame.bytes(&reader, Groth16.Proof.byteCount)
        } catch {
            throw .form(error)
        }
        do throws(PointError) {
            proof = try Groth16.Proof(ethereum: points)
        } catch {
            throw .point(error)
        }
    }

    /// Verifies the proof natively, as contracts do.
    public func verify(_ key: VerifyingKey) throws(Failure) {
        do throws(Groth16Error) {
            try Verifier(key).verify(proof, inputs: [statement.publicInput])
        } catch {
            throw .refused(error)
        }
    }
}
