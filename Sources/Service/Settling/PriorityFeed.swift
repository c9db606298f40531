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
/// A class because its thread owns the follower.
package final class PriorityFeed: Sendable {
    private struct State {
        var follower: ChainFollower?
        var queue = QueueFollower()
        /// Positions not all of whose entries are stored yet, with the queue after them.
        var positions: [FeedPosition] = []
        var isHalted = false
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
            return .milliseconds(pollMilliseconds)
        }
    }

    package func cancel() { thread.cancel() }

    package func stop(limit: DispatchTime = .distantFuture) { thread.stop(limit: limit) }

    /// Runs one round; tests call it directly.
    package func poll() {
        let now = clock.nowMilliseconds
        do throws(SettlementError) {
            try open()
            guard let round = try advance() else { return }
            alarms.clear(.chainUnreachable, chain: id)
            deliver(round, now)
        } catch {
            alarms.raise(
                .chainUnreachable, chain: id, detail: "\(error)", nowMilliseconds: now)
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
        guard state.withLock({ $0.follower == nil && !$0.isHalted }) else { return }
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
        let follower = ChainFollower(chain: chain.port, watcher: watcher)
        state.withLock { state in
            state.follower = follower
            if let stored {
                state.queue = QueueFollower(
                    nextIndex: stored.nextIndex, rollingHash: stored.rollingHash)
            }
        }
    }

    /// Whether the contract is the configured one; if not, the feed halts with an alarm.
    private func isConfigured(_ identity: ChainIdentity) -> Bool {
        guard identity.network == network, identity.chain == id else {
            state.withLock { $0.isHalted = true }
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

    private func advance() throws(SettlementError) -> ChainFollower.Round? {
        guard var follower = state.withLock({ $0.isHalted ? nil : $0.follower }) else {
            return nil
        }
        let round = try follower.advance()
        let after = follower
        state.withLock { $0.follower = after }
        return round
    }

    private func deliver(_ round: ChainFollower.Round, _ now: UInt64) {
        var entries: [PriorityEntry] = []
        var queue = state.withLock { $0.queue }
        do throws(SettlementError) {
            for event in round.confirmed {
                if let entry = try queue.receive(event.event, chain: id) { entries.append(entry) }
            }
        } catch {
            state.withLock { $0.isHalted = true }
            return alarms.raise(
                .brokenQueue, chain: id, detail: "\(error)", nowMilliseconds: now)
        }
        engine.confirm(entries)
        let after = queue
        state.withLock { state in
            state.queue = after
            if let checkpoint = round.checkpoint {
                state.positions.append(
                    FeedPosition(
                        watcher: checkpoint, nextIndex: after.nextIndex,
                        rollingHash: after.rollingHash))
                if state.positions.count > SettlingLimits.positionsKept {
                    state.positions.removeFirst(SettlingLimits.positionsKept / 2)
                }
            }
        }
        guard case .deepReorganisation(let confirmed, _)? = round.alarm else { return }
        state.withLock { $0.isHalted = true }
        alarms.raise(
            .deepReorganisation, chain: id, block: nil,
            detail: "confirmed block \(confirmed.number) was replaced", nowMilliseconds: now)
    }
}

/// The position at which a feed continues after a restart.
struct FeedPosition: Equatable, Sendable {
    let watcher: WatcherPosition
    let nextIndex: UInt64
    let rollingHash: Bytes32

    var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 96)
        writer.append(nextIndex)
        writer.append(rollingHash)
        writer.append(watcher.encoded)
        return writer.bytes
    }

    init(watcher: WatcherPosition, nextIndex: UInt64, rollingHash: Bytes32) {
        (self.watcher, self.nextIndex, self.rollingHash) = (watcher, nextIndex, rollingHash)
    }

    init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        nextIndex = try reader.read()
        rollingHash = try reader.read()
        watcher = try WatcherPosition(decoding: try reader.readBytes(reader.remaining))
    }
}
