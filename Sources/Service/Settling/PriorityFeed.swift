import Bytes
package import Dispatch
package import Ledger
package import Scheduling
package import Sequencing
import Settlement
import Synchronization
import Transition

/// Reads one chain's queue at confirmation depth and passes its entries to the engine in order.
///
/// Where the chain lacks what the ledger has taken, nothing more is passed on until the chain holds
/// it again.
///
/// A class because its thread owns the follower.
package final class PriorityFeed: Sendable {
    fileprivate struct State {
        var follower: ChainFollower?
        var queue = QueueFollower()
        /// Positions not all of whose entries are stored yet, with the queue after them.
        var positions: [FeedPosition] = []
        /// Whether the contract is another one: the configuration must change.
        var isForeign = false
        /// Whether the chain lacks entries that the ledger has taken.
        var isAstray = false
    }

    package let chain: SettledChain
    private let engine: SequencingEngine
    private let store: NodeStore
    private let tracker: SettlementTracker
    private let network: NetworkID
    private let alarms: Alarms
    private let clock: any WallClock
    private let pollMilliseconds: UInt64
    private let state = Mutex(State())
    private let thread = RepeatingThread()
    private let hasPolled = DispatchSemaphore(value: 0)

    package init(
        chain: SettledChain, network: NetworkID, engine: SequencingEngine, store: NodeStore,
        tracker: SettlementTracker, alarms: Alarms, clock: any WallClock,
        pollMilliseconds: UInt64
    ) {
        self.chain = chain
        self.engine = engine
        self.store = store
        self.tracker = tracker
        self.network = network
        self.alarms = alarms
        self.clock = clock
        self.pollMilliseconds = pollMilliseconds
    }

    private var id: ChainID { chain.port.chain }

    /// The number of queue entries read.
    package var readCount: UInt64 { state.withLock { $0.queue.nextIndex } }

    package func start() {
        thread.start("zkl-feed-\(id.rawValue)") { [self] in
            poll()
            hasPolled.signal()
            return .milliseconds(pollMilliseconds)
        }
    }

    /// Waits until chain and ledger are compared after the start, or the chain did not answer.
    package func awaitFirstRound(limit: DispatchTime) { _ = hasPolled.wait(timeout: limit) }

    package func cancel() { thread.cancel() }

    package func stop(limit: DispatchTime = .distantFuture) { thread.stop(limit: limit) }

    /// Runs one round; tests call it directly.
    package func poll() {
        let now = clock.nowMilliseconds
        do throws(SettlementError) {
            try open()
            if state.withLock({ $0.isAstray }) { try rejoin() }
            // Entries wait while any chain and the ledger disagree.
            if !alarms.stopped.contains(.queueEntries), let round = try advance() {
                try deliver(round, now)
            }
            alarms.clear(.chainUnreachable, chain: id)
            alarms.clear(.nodesDisagree, chain: id)
        } catch {
            alarms.raise(unreadable: id, error, nowMilliseconds: now)
        }
        let missing = chain.port.missingNodes
        if missing.isEmpty {
            alarms.clear(.nodeMissing, chain: id)
        } else {
            alarms.raise(
                .nodeMissing, chain: id,
                detail: missing.joined(separator: ", ") + " cannot be reached or lags",
                nowMilliseconds: now)
        }
    }

    /// Stores the last position all of whose entries are in stored blocks.
    package func stored(_ header: BlockHeader) {
        guard let next = header.section(of: id)?.queueEnd else { return }
        let position = state.withLock { state -> FeedPosition? in
            let last = state.positions.lastIndex { $0.nextIndex <= next }
            guard let last else { return nil }
            let position = state.positions[last]
            state.positions.removeFirst(last + 1)
            return position
        }
        // A lost position only makes the feed read more blocks after a start.
        if let position { try? store.save(feedPosition: position.encoded, of: id) }
    }

    private func open() throws(SettlementError) {
        guard state.withLock({ $0.follower == nil && !$0.isForeign }) else { return }
        try chain.checkConnection()
        guard isConfigured(try chain.port.identity()) else { return }
        let stored = (try? store.feedPosition(of: id)).flatMap { bytes in
            bytes.flatMap { try? FeedPosition(decoding: $0) }
        }
        let watcher: ChainWatcher
        if let stored {
            watcher = ChainWatcher(
                resuming: stored.watcher, depth: chain.port.confirmationDepth)
        } else {
            let start = try chain.port.block(number: chain.startBlock).reference
            watcher = ChainWatcher(
                chain: id, depth: chain.port.confirmationDepth, start: start)
        }
        let queue = stored.map {
            QueueFollower(nextIndex: $0.nextIndex, rollingHash: $0.rollingHash)
        }
        let follower = ChainFollower(
            chain: chain.port, watcher: watcher,
            tally: EventTally(chain: id, queue: queue ?? QueueFollower()))
        let isHeld = try follower.holds(ledgerQueue)
        state.withLock { state in
            state.follower = follower
            state.queue = queue ?? QueueFollower()
        }
        if !isHeld {
            strayed("the chain lacks entries that the ledger has taken", clock.nowMilliseconds)
        }
    }

    /// Whether the contract is the configured one; if not, the feed halts with an alarm.
    private func isConfigured(_ identity: ChainIdentity) -> Bool {
        guard identity.network == network, identity.chain == id else {
            state.withLock { $0.isForeign = true }
            alarms.raise(
                .wrongContract, chain: id,
                detail: "the contract is chain \(identity.chain.rawValue) of network "
                    + "\(identity.network.rawValue)",
                nowMilliseconds: clock.nowMilliseconds)
            return false
        }
        tracker.note(identity, of: id)
        return true
    }
}

// MARK: Entries

extension PriorityFeed {
    private func advance() throws(SettlementError) -> ChainFollower.Round? {
        guard var follower = state.withLock({ $0.isAstray ? nil : $0.follower }) else {
            return nil
        }
        defer { state.withLock { [follower] in $0.follower = follower } }
        return try follower.advance()
    }

    private func deliver(
        _ round: ChainFollower.Round, _ now: UInt64
    ) throws(SettlementError) {
        var entries: [PriorityEntry] = []
        var queue = state.withLock { $0.queue }
        let ledger = ledgerQueue
        for event in round.confirmed {
            guard let entry = try queue.receive(event.event, chain: id) else { continue }
            entries.append(entry)
            if queue.nextIndex == ledger.nextIndex, queue != ledger {
                return strayed("entry \(entry.index) is not the one that the ledger has taken", now)
            }
        }
        engine.confirm(entries)
        let after = queue
        state.withLock { state in
            state.queue = after
            if let checkpoint = round.checkpoint { state.note(checkpoint) }
        }
        judge(round, now)
    }

    /// Raises and clears alarms by the outcome of a round.
    private func judge(_ round: ChainFollower.Round, _ now: UInt64) {
        switch round.fault {
        case .replaced(.deepReorganisation(let confirmed, _)):
            strayed("confirmed block \(confirmed.number) was replaced", now)
        case .logsDisagree(let number):
            alarms.raise(
                .logsDisagree, chain: id,
                detail: "the logs up to block \(number) are not what the contracts say: read again",
                nowMilliseconds: now)
        case nil: alarms.clear(.logsDisagree, chain: id)
        }
    }
}

// MARK: The way back

extension PriorityFeed {
    /// The queue as far as the ledger has taken it.
    private var ledgerQueue: QueueFollower {
        engine.peek { $0.queuePosition(of: id) }.map {
            QueueFollower(nextIndex: $0.nextIndex, rollingHash: $0.rollingHash)
        } ?? QueueFollower()
    }

    private func strayed(_ detail: String, _ now: UInt64) {
        state.withLock { $0.isAstray = true }
        alarms.raise(.deepReorganisation, chain: id, detail: detail, nowMilliseconds: now)
    }

    /// Follows the chain again once it holds every entry that the ledger has taken.
    private func rejoin() throws(SettlementError) {
        guard var follower = state.withLock({ $0.follower }),
            let queue = try follower.rejoin(ledgerQueue, startBlock: chain.startBlock)
        else { return }
        let after = follower
        state.withLock { state in
            (state.follower, state.queue) = (after, queue)
            (state.positions, state.isAstray) = ([], false)
        }
        alarms.clear(.deepReorganisation, chain: id)
    }
}

extension PriorityFeed.State {
    /// Adds a position whose entries are not all stored yet.
    fileprivate mutating func note(_ checkpoint: WatcherPosition) {
        positions.append(
            FeedPosition(
                watcher: checkpoint, nextIndex: queue.nextIndex, rollingHash: queue.rollingHash))
        if positions.count > SettlingLimits.positionsKept {
            positions.removeFirst(SettlingLimits.positionsKept / 2)
        }
    }
}

extension Alarms {
    /// Raises the alarm for a chain that could not be read.
    func raise(unreadable chain: ChainID, _ error: SettlementError, nowMilliseconds: UInt64) {
        let kind: AlarmKind =
            if case .nodesDisagree = error { .nodesDisagree } else { .chainUnreachable }
        raise(kind, chain: chain, detail: "\(error)", nowMilliseconds: nowMilliseconds)
    }
}
