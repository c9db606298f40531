public import Bytes
import Hashing

extension Payout {
    /// The payout's unique name on the chain that pays it.
    public func hash(chain: ChainID) -> Bytes32 {
        SHA256.hash([chain.rawValue] + encoded)
    }
}

extension BlockHeader {
    /// The header's hash.
    public var hash: Bytes32 { SHA256.hash(encoded) }

    /// The chained hash of all headers up to this one.
    public func syncHash(after previous: Bytes32) -> Bytes32 {
        SHA256.hash(previous.array + hash.array)
    }
}

/// What a proof of consecutive blocks says.
public enum PublicInput {
    /// The number, below 2^253, that the proof shows: the blocks after `previousHeaderHash` up to
    /// `lastHeaderHash` follow from the rules of `programID`.
    public static func value(
        programID: Bytes32, previousHeaderHash: Bytes32, lastHeaderHash: Bytes32
    ) -> Bytes32 {
        let preimage = programID.array + previousHeaderHash.array + lastHeaderHash.array
        var digest = SHA256.hash(preimage)
        digest[0] &= 0x1f
        return digest
    }
}
