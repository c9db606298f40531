/// Drives a watcher over a chain: performs its requests and returns confirmed events.
public struct ChainFollower: Sendable {
    /// The result of one round.
    public struct Round: Sendable {
        /// Events that became final, in order.
        public fileprivate(set) var confirmed: [PositionedEvent] = []
        /// The position to resume from once the events' effects are stored; `nil` if unchanged.
        public fileprivate(set) var checkpoint: WatcherPosition?
        /// The reason why the watcher halted; `nil` while it runs.
        public fileprivate(set) var alarm: ChainWatcher.Alarm?
        /// The chain's highest block.
        public fileprivate(set) var head: BlockReference?
    }

    private let chain: any FollowedChain
    private var watcher: ChainWatcher

    /// A follower of `chain` with a new or resumed watcher.
    public init(chain: any FollowedChain, watcher: ChainWatcher) {
        self.chain = chain
        self.watcher = watcher
    }

    /// The last block whose events are final.
    public var confirmed: BlockReference { watcher.confirmed }

    /// Follows the chain up to its head with at most `limit` requests.
    ///
    /// An error is thrown only when nothing was read, so results are never lost.
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

    /// The chain's answer; `nil` when the limit is reached or the node lacks the block.
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
