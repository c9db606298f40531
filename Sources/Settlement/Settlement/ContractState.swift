public import Bytes

/// The counters and chained hashes of a chain's contracts after one block.
///
/// Every event that decides anything moves one of them: a queue entry the rolling hash, a commit
/// the chained hash of all headers, a revert the epoch. Two histories with the same state are
/// therefore the same.
public struct ContractState: Equatable, Sendable {
    /// The number of entries ever queued.
    public let queueLength: UInt64
    /// The rolling hash of all entries.
    public let queueHash: Bytes32
    /// The last committed block.
    public let committed: UInt64
    /// The sync hash up to the last committed block; `nil` when there is none.
    public let syncHash: Bytes32?
    /// The number of reverts.
    public let epoch: UInt32
    /// Whether the contract is in exodus.
    public let isExodus: Bool

    public init(
        queueLength: UInt64, queueHash: Bytes32, committed: UInt64, syncHash: Bytes32?,
        epoch: UInt32, isExodus: Bool
    ) {
        (self.queueLength, self.queueHash) = (queueLength, queueHash)
        (self.committed, self.syncHash) = (committed, syncHash)
        (self.epoch, self.isExodus) = (epoch, isExodus)
    }
}
