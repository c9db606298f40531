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
