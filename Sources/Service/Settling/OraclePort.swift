public import Bytes
public import Ledger

/// One oracle, as the node asks it.
public protocol OraclePort: Sendable {
    /// The last block that it holds for final on every chain; `nil` when it is away or has halted.
    func finalBlock() -> UInt64?
    /// A signature that the range was re-executed.
    func attestation(first: UInt64, last: UInt64) -> (publicInput: Bytes32, signature: Bytes65)?
    /// Its confirmations of a block.
    func confirmations(number: UInt64) -> [OracleVote]
}

/// An oracle's confirmation of a block on a chain.
public struct OracleVote: Equatable, Sendable {
    public let chain: ChainID
    /// Number of reverts on that chain.
    public let epoch: UInt32
    /// The chained hash up to the block.
    public let syncHash: Bytes32
    /// Signature over the confirmation digest.
    public let signature: Bytes65

    public init(chain: ChainID, epoch: UInt32, syncHash: Bytes32, signature: Bytes65) {
        (self.chain, self.epoch) = (chain, epoch)
        (self.syncHash, self.signature) = (syncHash, signature)
    }
}
