public import Bytes
import Hashing

/// What proofs of blocks are about: the program, and the keys of the proofs that may be joined.
public struct ProvenProgram: Hashable, Sendable {
    /// The digest of the program with the parameters of its proofs.
    public let id: Bytes32
    /// The root of the list of allowed keys.
    public let keyRoot: Bytes32

    /// A program with a list of keys.
    public init(id: Bytes32, keyRoot: Bytes32) {
        (self.id, self.keyRoot) = (id, keyRoot)
    }

    /// The public input of a proof that the blocks after one header up to another follow from the
    /// rules of the program.
    ///
    /// SHA-256 of program, root of keys and the hashes of both headers, the top three bits cleared:
    /// below 2^253.
    public func publicInput(previousHeaderHash: Bytes32, lastHeaderHash: Bytes32) -> Bytes32 {
        var digest = SHA256.hash(
            id.array + keyRoot.array + previousHeaderHash.array + lastHeaderHash.array)
        digest[0] &= 0x1f
        return digest
    }
}
