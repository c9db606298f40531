internal import Bytes
internal import Ledger

// The way back after a reorganisation deeper than the confirmation depth.

extension ChainFollower {
    /// Follows the chain again if it holds, at the confirmation depth, every entry of a ledger.
    ///
    /// `ledger` is the queue as far as the ledger has taken it. The chain holds it when the
    /// contract's rolling hash before the ledger's next entry is the ledger's. Entries that are
    /// delivered a second time come before that one. Returns the queue from which the events follow;
    /// `nil`, and nothing changes, while the chain lacks an entry. `startBlock` is the block of the
    /// contract's deployment, or an earlier one.
    public mutating func rejoin(
        _ ledger: QueueFollower, startBlock: UInt64
    ) throws(SettlementError) -> QueueFollower? {
        guard let block = try confirmedHead(), try holds(ledger, at: block) else { return nil }
        let (start, queue) = try anchor(before: ledger.nextIndex, from: block, startBlock)
        restart(
            at: WatcherPosition(chain: chain.chain, block: start),
            tally: EventTally(chain: chain.chain, queue: queue))
        return queue
    }

    /// Whether the chain holds, at the confirmation depth, every entry of a ledger.
    public func holds(_ ledger: QueueFollower) throws(SettlementError) -> Bool {
        guard ledger.nextIndex > 0 else { return true }
        guard let block = try confirmedHead() else { return false }
        return try holds(ledger, at: block)
    }

    private func holds(
        _ ledger: QueueFollower, at block: BlockReference
    ) throws(SettlementError) -> Bool {
        guard try chain.state(at: block).queueLength >= ledger.nextIndex else { return false }
        return try chain.queueHash(before: ledger.nextIndex, at: block) == ledger.rollingHash
    }

    /// The highest block at the confirmation depth.
    private func confirmedHead() throws(SettlementError) -> BlockReference? {
        let head = try chain.head()
        guard head.number >= depth else { return nil }
        return try chain.block(number: head.number - depth).reference
    }

    /// A block after which every entry from `index` on was queued, and the queue after it.
    ///
    /// Steps back by twice the distance each time. Where the node does not have the state, all
    /// events are read again.
    private func anchor(
        before index: UInt64, from block: BlockReference, _ startBlock: UInt64
    ) throws(SettlementError) -> (BlockReference, QueueFollower) {
        var distance: UInt64 = 0
        while block.number > startBlock, block.number - distance > startBlock {
            let candidate = try chain.block(number: block.number - distance).reference
            do {
                let state = try chain.state(at: candidate)
                if state.queueLength <= index {
                    let queue = QueueFollower(
                        nextIndex: state.queueLength, rollingHash: state.queueHash)
                    return (candidate, queue)
                }
            } catch {
                guard case .refused = error else { throw error }
                break
            }
            distance = min(max(1, 2 * distance), block.number - startBlock)
        }
        return (try chain.block(number: startBlock).reference, QueueFollower())
    }
}
