import Bytes
import Ledger
import Settlement
import TestSupport

/// A chain in memory whose blocks can be replaced.
struct SimulatedChain {
    private(set) var blocks: [ObservedBlock]
    private var nextHash: UInt64 = 1

    init() {
        blocks = []
        append([])
    }

    var head: BlockReference { blocks[blocks.count - 1].reference }

    var start: BlockReference { blocks[0].reference }

    /// Identifiers of all events in blocks up to a height, in order.
    func identifiers(through number: Int) -> [UInt64] {
        blocks.prefix(number + 1).flatMap { $0.events.compactMap(\.identifier) }
    }

    func block(_ number: UInt64) -> ObservedBlock? {
        number < UInt64(blocks.count) ? blocks[Int(number)] : nil
    }

    func range(_ first: UInt64, _ last: UInt64) -> ObservedRange? {
        guard last < UInt64(blocks.count) else { return nil }
        let slice = blocks[Int(first)...Int(last)]
        return ObservedRange(
            firstNumber: first, parentHash: slice[slice.startIndex].parentHash,
            last: slice[slice.endIndex - 1].reference, events: slice.flatMap(\.events))
    }

    mutating func append(_ identifiers: [UInt64]) {
        let number = UInt64(blocks.count)
        let reference = BlockReference(number: number, hash: freshHash())
        let events = identifiers.enumerated().map { index, identifier in
            PositionedEvent(
                position: EventPosition(
                    block: reference, logIndex: UInt32(3 * index),
                    transaction: TransactionID([1, 2, 3])),
                event: .blockConfirmed(number: identifier))
        }
        blocks.append(
            ObservedBlock(
                reference: reference, parentHash: blocks.last?.reference.hash ?? Bytes32(),
                timestamp: number, events: events))
    }

    /// Removes the newest blocks and returns the identifiers that were in them.
    mutating func remove(depth: Int) -> [UInt64] {
        let removed = blocks.suffix(depth).flatMap { $0.events.compactMap(\.identifier) }
        blocks.removeLast(depth)
        return removed
    }

    private mutating func freshHash() -> Bytes32 {
        let value = nextHash
        nextHash += 1
        return Bytes32 { $0 < 24 ? 0 : UInt8(truncatingIfNeeded: value >> UInt64(8 * (31 - $0))) }
    }
}

extension PositionedEvent {
    /// The number that tests give an event.
    var identifier: UInt64? {
        if case .blockConfirmed(let number) = event { number } else { nil }
    }
}

/// A driver of a watcher that records its output; some requests fail on purpose.
struct WatcherDriver {
    var watcher: ChainWatcher
    var confirmed: [UInt64] = []
    var visible: [UInt64] = []
    var stored: WatcherPosition
    var storedCount = 0
    var alarms: [ChainWatcher.Alarm] = []
    var refusals: [ChainWatcher.Refusal] = []
    private var pending: [ChainWatcher.Action] = []

    init(start: BlockReference, depth: UInt64) {
        watcher = ChainWatcher(chain: ChainID(1), depth: depth, start: start)
        stored = watcher.position
    }

    /// Reports the head and does up to `limit` requests.
    mutating func poll(_ chain: SimulatedChain, limit: Int = .max) {
        take(watcher.receive(.head(chain.head)))
        work(chain, limit: limit)
    }

    /// Continues with requests that an earlier poll has left.
    mutating func work(_ chain: SimulatedChain, limit: Int = .max) {
        var count = 0
        while let action = pending.first, count < limit {
            pending.removeFirst()
            count += 1
            switch action {
            case .fetchBlock(let number):
                if let block = chain.block(number) { take(watcher.receive(.block(block))) }
            case .fetchRange(let first, let last):
                if let range = chain.range(first, last) { take(watcher.receive(.range(range))) }
            default: break
            }
        }
    }

    /// Loses everything that was not stored.
    mutating func restart() throws {
        watcher = ChainWatcher(
            resuming: try WatcherPosition(decoding: stored.encoded), depth: watcher.depth)
        confirmed.removeLast(confirmed.count - storedCount)
        visible = []
        pending = []
    }

    mutating func forgetRequests() { pending = [] }

    private mutating func take(_ actions: [ChainWatcher.Action]) {
        for action in actions {
            switch action {
            case .fetchBlock, .fetchRange: pending.append(action)
            case .seen(let event): visible.append(event.identifier ?? 0)
            case .withdrawn(let event):
                if visible.last == event.identifier { visible.removeLast() } else { visible = [0] }
            case .confirmed(let event):
                confirmed.append(event.identifier ?? 0)
                if visible.first == event.identifier { visible.removeFirst() }
            case .checkpoint(let position):
                stored = position
                storedCount = confirmed.count
            case .refused(let refusal): refusals.append(refusal)
            case .alarm(let alarm): alarms.append(alarm)
            }
        }
    }
}
