/// Drives a watcher over a chain: asks what it wants to know and hands out what is confirmed.
public struct ChainFollower: Sendable {
    /// What one round brought, in order.
    public struct Round: Sendable {
        /// Events that became final.
        public fileprivate(set) var confirmed: [PositionedEvent] = []
        /// Where to resume once the events' effects are stored, if that moved.
        public fileprivate(set) var checkpoint: WatcherPosition?
        /// Why the watcher halted, if it has.
        public fileprivate(set) var alarm: ChainWatcher.Alarm?
        /// The chain's highest block.
        public fileprivate(set) var head: BlockReference?
    }

    private let chain: any FollowedChain
    private var watcher: ChainWatcher

    /// Follows `chain` with a watcher at its start or resumed.
    public init(chain: any FollowedChain, watcher: ChainWatcher) {
        self.chain = chain
        self.watcher = watcher
    }

    /// The last block whose events are final.
    public var confirmed: BlockReference { watcher.confirmed }

    /// Follows the chain up to its head with at most `limit` requests.
    ///
    /// What was read before an error is not lost: an error is thrown only when nothing was read.
    public mutating func advance(
        limit: Int = 256
    ) throws(SettlementError) -> Round {
        var round = Round()
        let head = try chain.head()
        round.head = head
        var actions = watcher.receive(.head(head))
        var requests = 0
        while let action = actions.first {
            actions.removeFirst()
            switch action {
            case .confirmed(let event): round.confirmed.append(event)
            case .checkpoint(let position): round.checkpoint = position
            case .alarm(let alarm): round.alarm = alarm
            case .seen, .withdrawn, .refused: break
            case .fetchBlock(let number):
                guard
                    let input = try answer(
                        requests, limit,
                        { () throws(SettlementError) in
                            .block(try chain.block(number: number))
                        })
                else { return round }
                requests += 1
                actions += watcher.receive(input)
            case .fetchRange(let first, let last):
                guard
                    let input = try answer(
                        requests, limit,
                        { () throws(SettlementError) in
                            .range(try chain.blocks(first: first, last: last))
                        })
                else { return round }
                requests += 1
                actions += watcher.receive(input)
            }
        }
        return round
    }

    /// The chain's answer; `nil` when the round is long enough or the node lacks the block.
    ///
    /// The next round asks again.
    private func answer(
        _ requests: Int, _ limit: Int, _ ask: () throws(SettlementError) -> ChainWatcher.Input
    ) throws(SettlementError) -> ChainWatcher.Input? {
        guard requests < limit else { return nil }
        do {
            return try ask()
        } catch {
            if case .unknownBlock = error { return nil }
            if requests == 0 { throw error }
            return nil
        }
    }
}
