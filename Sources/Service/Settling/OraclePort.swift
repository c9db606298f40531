public import Bytes
public import Ledger

/// One oracle, for a node to ask.
public protocol OraclePort: Sendable {
    /// The last block final on every chain for the oracle; `nil` when it is unreachable or halted.
    func finalBlock() -> UInt64?
    /// The oracle's confirmations of a block; empty when it has none or is unreachable.
    func confirmations(number: UInt64) -> [OracleVote]
}

/// An oracle's confirmation of a block on a chain.
public struct OracleVote: Equatable, Sendable {
    public let chain: ChainID
    /// The number of reverts on that chain.
    public let epoch: UInt32
    /// The sync hash up to the block.
    public let syncHash: Bytes32
    /// The signature over the confirmation digest.
    public let signature: Bytes65

    public init(chain: ChainID, epoch: UInt32, syncHash: Bytes32, signature: Bytes65) {
        (self.chain, self.epoch) = (chain, epoch)
        (self.syncHash, self.signature) = (syncHash, signature)
    }
}
