/// Drives a watcher over a chain: performs its requests and returns confirmed events.
///
/// Logs are believed only when they agree with the contracts: events are returned once the state of
/// the contracts after the last confirmed block is the one that they lead to. When it is not, the
/// blocks since the last agreement are read again, and nothing of them is returned. The blocks above
/// are compared too, so that a false answer is noticed before it would count.
public struct ChainFollower: Sendable {
    /// A reason why confirmed blocks are not taken.
    public enum Fault: Equatable, Sendable {
        /// The chain replaced a confirmed block: the follower halts until `rejoin` succeeds.
        case replaced(ChainWatcher.Alarm)
        /// The logs up to a block do not lead to what the contracts say there: they are read again.
        case logsDisagree(blockNumber: UInt64)
    }

    /// The result of one round.
    public struct Round: Sendable {
        /// Events that became final, in order.
        public fileprivate(set) var confirmed: [PositionedEvent] = []
        /// The position to resume from once the events' effects are stored; `nil` if unchanged.
        public fileprivate(set) var checkpoint: WatcherPosition?
        /// The reason why blocks are not taken; `nil` when the chain is followed.
        public fileprivate(set) var fault: Fault?
        /// The chain's highest block; `nil` in a round that asks nothing.
        public fileprivate(set) var head: BlockReference?
    }

    let chain: any FollowedChain
    private var watcher: ChainWatcher
    /// The tally and the position at which the contracts agreed last.
    private var agreed: (tally: EventTally, position: WatcherPosition)
    /// The tally with the events held back.
    private var tally: EventTally
    /// Events since the last agreement.
    private var held: [PositionedEvent] = []
    /// Whether an event held back does not follow from the ones before it, or an answer was refused.
    private var isBroken = false
    /// The last block compared with the contracts.
    private var compared: BlockReference?
    private var fault: Fault?
    /// Disagreements in a row, and the rounds for which nothing is asked.
    private var (failureCount, pausedRounds) = (0, 0)

    /// A follower of `chain` with a watcher and the tally of the events before its position.
    public init(chain: any FollowedChain, watcher: ChainWatcher, tally: EventTally) {
        self.chain = chain
        self.watcher = watcher
        self.tally = tally
        agreed = (tally, watcher.position)
    }

    /// The last block whose events were taken.
    public var confirmed: BlockReference { agreed.position.block }

    /// The depth at which blocks are confirmed.
    var depth: UInt64 { watcher.depth }

    /// Follows the chain up to its head with at most `limit` requests.
    ///
    /// After the k-th disagreement in a row the next 2^k - 1 rounds ask nothing, at most
    /// `SettlementLimits.pausedRoundCount`. Results are kept when an error is thrown.
    public mutating func advance(
        limit: Int = 256
    ) throws(SettlementError) -> Round {
        var round = Round()
        guard pausedRounds == 0 else {
            pausedRounds -= 1
            round.fault = fault
            return round
        }
        let head = try chain.head()
        round.head = head
        try read(to: head, limit)
        if let alarm = watcher.alarm {
            fault = .replaced(alarm)
        } else if try !tipAgrees() {
            refuse()
        } else if watcher.position != agreed.position {
            try compare(head, &round)
        }
        round.fault = fault
        return round
    }
}

// MARK: Agreement

extension ChainFollower {
    /// Compares the tally with the contracts after the last confirmed block.
    private mutating func compare(
        _ head: BlockReference, _ round: inout Round
    ) throws(SettlementError) {
        let state: ContractState
        do {
            state = try chain.state(at: watcher.confirmed)
        } catch {
            // A node without the state of old blocks has that of later ones: events wait for it.
            if case .refused = error, watcher.confirmed.number + depth < head.number { return }
            throw error
        }
        guard tally.agrees(with: state) else { return refuse() }
        agreed = (tally, watcher.position)
        round.confirmed = held
        round.checkpoint = agreed.position
        (held, fault, failureCount) = ([], nil, 0)
    }

    /// Whether the events follow each other and lead to the contracts' state after the last block.
    ///
    /// True when that block is compared already, confirmed, or no longer on the chain.
    private mutating func tipAgrees() throws(SettlementError) -> Bool {
        guard !isBroken else { return false }
        guard watcher.tip != compared, watcher.tip != watcher.confirmed else { return true }
        var expected = tally
        do throws(SettlementError) {
            for event in watcher.unconfirmed { try expected.receive(event.event) }
        } catch {
            return false
        }
        do throws(SettlementError) {
            guard try expected.agrees(with: chain.state(at: watcher.tip)) else { return false }
        } catch {
            if case .refused = error { return true }
            throw error
        }
        compared = watcher.tip
        return true
    }

    /// Forgets what was read since the last agreement.
    private mutating func refuse() {
        let number = watcher.tip.number
        restart(at: agreed.position, tally: agreed.tally)
        fault = .logsDisagree(blockNumber: number)
        failureCount += 1
        pausedRounds =
            failureCount < SettlementLimits.pauseDoublings
            ? (1 << failureCount) - 1 : SettlementLimits.pausedRoundCount
    }

    /// Continues after the events that a tally counts.
    mutating func restart(at position: WatcherPosition, tally: EventTally) {
        watcher = ChainWatcher(resuming: position, depth: watcher.depth)
        (self.tally, agreed) = (tally, (tally, position))
        (held, isBroken, compared, fault) = ([], false, nil, nil)
    }
}

// MARK: Reading

extension ChainFollower {
    private mutating func read(to head: BlockReference, _ limit: Int) throws(SettlementError) {
        var actions = watcher.receive(.head(head))
        var requests = 0
        while let action = actions.first {
            actions.removeFirst()
            let input: ChainWatcher.Input?
            switch action {
            case .confirmed(let event):
                hold(event)
                continue
            case .refused:
                isBroken = true
                continue
            case .seen, .withdrawn, .checkpoint, .alarm: continue
            case .fetchBlock(let number):
                input = try answer(requests, limit) { () throws(SettlementError) in
                    .block(try chain.block(number: number))
                }
            case .fetchRange(let first, let last):
                input = try answer(requests, limit) { () throws(SettlementError) in
                    .range(try chain.blocks(first: first, last: last))
                }
            }
            guard let input else { return }
            requests += 1
            actions += watcher.receive(input)
        }
    }

    private mutating func hold(_ event: PositionedEvent) {
        held.append(event)
        guard !isBroken else { return }
        do throws(SettlementError) {
            try tally.receive(event.event)
        } catch {
            isBroken = true
        }
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
