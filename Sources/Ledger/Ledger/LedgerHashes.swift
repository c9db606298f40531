public import Bytes
import Hashing

extension Payout {
    /// SHA-256 of chain and payout: the payout's unique identifier on the chain that pays it.
    public func hash(chain: ChainID) -> Bytes32 {
        SHA256.hash([chain.rawValue] + encoded)
    }
}

extension BlockHeader {
    /// SHA-256 of the encoded header.
    public var hash: Bytes32 { SHA256.hash(encoded) }

    /// The sync hash: SHA-256 of the sync hash of the block before and this header's hash.
    public func syncHash(after previous: Bytes32) -> Bytes32 {
        SHA256.hash(previous.array + hash.array)
    }
}

/// The public input of a proof of consecutive blocks.
public enum PublicInput {
    /// SHA-256 of the arguments in their order, the top three bits cleared (below 2^253).
    ///
    /// A proof of it shows that the blocks after `previousHeaderHash` up to `lastHeaderHash` follow
    /// from the rules of `programID`.
    public static func value(
        programID: Bytes32, previousHeaderHash: Bytes32, lastHeaderHash: Bytes32
    ) -> Bytes32 {
        let preimage = programID.array + previousHeaderHash.array + lastHeaderHash.array
        var digest = SHA256.hash(preimage)
        digest[0] &= 0x1f
        return digest
    }
}
