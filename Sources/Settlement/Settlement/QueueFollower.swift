public import Bytes
public import Ledger
public import Transition

/// Checks that a chain's confirmed queue entries follow each other without a gap.
///
/// A node that withholds or invents a log breaks the index or the rolling hash.
public struct QueueFollower: Equatable, Sendable {
    /// The index that the next entry must have.
    public private(set) var nextIndex: UInt64
    /// The rolling hash before that entry.
    public private(set) var rollingHash: Bytes32

    /// A follower before the entry `nextIndex`; a queue begins with 0 and a hash of zeros.
    public init(nextIndex: UInt64 = 0, rollingHash: Bytes32 = Bytes32()) {
        self.nextIndex = nextIndex
        self.rollingHash = rollingHash
    }

    /// Processes the next confirmed event; returns its queue entry, `nil` for other events.
    public mutating func receive(
        _ event: ChainEvent, chain: ChainID
    ) throws(SettlementError) -> PriorityEntry? {
        guard case .priorityRequested(let index, let operation, _, let claimed) = event else {
            return nil
        }
        let hash = operation.rollingHash(after: rollingHash)
        guard index == nextIndex, index < .max, hash == claimed else {
            throw .brokenQueue(index: index)
        }
        nextIndex += 1
        rollingHash = hash
        return PriorityEntry(chain: chain, index: index, operation: operation)
    }
}
