internal import Bytes
public import Ledger

/// The contract state that follows from the events of a chain, to be compared with the real one.
///
/// A node that withholds, repeats or invents a log makes the two differ.
public struct EventTally: Equatable, Sendable {
    fileprivate struct Blocks: Equatable {
        /// The sync hash of block `n` at index `n - 1`.
        var syncHashes: [Bytes32] = []
        var epoch: UInt32 = 0
        var isExodus = false
    }

    private let chain: ChainID
    /// The queue up to the last event.
    public private(set) var queue: QueueFollower
    private var blocks: Blocks?

    /// A tally of all events since the contracts' deployment.
    public init(chain: ChainID) {
        (self.chain, queue, blocks) = (chain, QueueFollower(), Blocks())
    }

    /// A tally of queue entries alone, after those that `queue` covers.
    public init(chain: ChainID, queue: QueueFollower) {
        (self.chain, self.queue, blocks) = (chain, queue, nil)
    }

    /// Counts the next event; throws when it does not follow from the ones before it.
    public mutating func receive(_ event: ChainEvent) throws(SettlementError) {
        _ = try queue.receive(event, chain: chain)
        try blocks?.receive(event)
    }

    /// Whether the contracts say what the events lead to.
    public func agrees(with state: ContractState) -> Bool {
        guard state.queueLength == queue.nextIndex, state.queueHash == queue.rollingHash else {
            return false
        }
        guard let blocks else { return true }
        return state.committed == UInt64(blocks.syncHashes.count)
            && state.syncHash == blocks.syncHashes.last && state.epoch == blocks.epoch
            && state.isExodus == blocks.isExodus
    }
}

extension EventTally.Blocks {
    mutating func receive(_ event: ChainEvent) throws(SettlementError) {
        switch event {
        case .blockCommitted(let commitment):
            guard commitment.number == UInt64(syncHashes.count) + 1, commitment.epoch == epoch
            else { throw .malformedAnswer(method: "BlockCommitted") }
            syncHashes.append(commitment.syncHash)
        case .blocksReverted(let number, let epoch):
            guard number < UInt64(syncHashes.count), self.epoch < .max, epoch == self.epoch + 1
            else { throw .malformedAnswer(method: "BlocksReverted") }
            syncHashes.removeLast(syncHashes.count - Int(number))
            self.epoch = epoch
        case .exodusActivated: isExodus = true
        default: break
        }
    }
}
