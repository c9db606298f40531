public import Bytes
public import Ledger
public import Transition

/// Orders and applies operations and closes blocks.
///
/// A pure state machine: events in, actions out. Answers leave only when the log records that they
/// depend on are durable. Unchecked: its executor is a value over the record store, which may be
/// used only under the engine's lock.
public struct Sequencer: @unchecked Sendable {
    /// The number of a caller that waits for an answer.
    public typealias Ticket = UInt64

    /// An input of the state machine.
    public enum Event: Sendable {
        /// A client sent an operation; its signature was verified with `verifiedKey`, if any.
        case submitted(Ticket, SignedOperation, id: Bytes32, verifiedKey: Bytes40?)
        /// A queue entry is final on its chain.
        case confirmed(PriorityEntry)
        /// A query was answered from the present state; the answer waits like the others.
        case queried(Ticket)
        /// Time has passed.
        case timePassed
        /// The log is durable before this position.
        case durable(UInt64)
        /// A block and all before it are in the store.
        case stored(block: UInt64)
        /// The process is about to end; the open block is to be closed.
        case ending
    }

    /// An output of the state machine, to be performed in order.
    public enum Action: Sendable {
        /// Append the record to the log; its position is the one before `nextPosition`.
        case append(JournalEntry)
        /// Answer a submission.
        case answer(Ticket, Answer)
        /// Release the answer to a query.
        case releaseAnswer(Ticket)
        /// Announce the effects of a durable operation.
        case publish(Effects)
        /// Seal the block; store it when the log is durable before `position`.
        case seal(BlockPart, [Placement], position: UInt64)
        /// Stop: nothing more is sequenced.
        case halt(SequencingError)
    }

    /// The answer to a submission.
    public enum Answer: Equatable, Sendable {
        /// The operation is in a block, now or since an earlier submission.
        case sequenced(Placement)
        /// The operation left no trace; an earlier result may be older than memory reaches.
        case rejected(Rejection)
        /// The sequencer has halted.
        case halted
    }

    /// Limits at which a block is closed.
    public struct Settings: Equatable, Sendable {
        /// The time that a block stays open after its first operation.
        public var blockIntervalMilliseconds: UInt64
        /// The number of operations that closes a block at once.
        public var maximumOperations: Int

        /// Limits; the number is in `1...LedgerLimits.maximumOperations`.
        public init(blockIntervalMilliseconds: UInt64, maximumOperations: Int) {
            self.blockIntervalMilliseconds = blockIntervalMilliseconds
            self.maximumOperations = min(
                max(1, maximumOperations), LedgerLimits.maximumOperations)
        }
    }

    struct Waiting {
        let position: UInt64
        let action: Action
    }

    /// The records after the last closed block.
    public let store: RecordStore
    public let network: NetworkID
    /// The limits at which a block is closed.
    public let settings: Settings
    /// The position of the next log record.
    public internal(set) var nextPosition: UInt64
    /// The reason why nothing more is sequenced; `nil` before a halt.
    public private(set) var failure: SequencingError?
    var head: BlockHeader
    var block: BlockExecutor<RecordStore>?
    var openedAt: UInt64 = 0
    var placements: [Placement] = []
    /// The keys of records that the open block wrote.
    var openKeys: Set<RecordKey> = []
    var recent = RecentResults()
    private var durablePosition: UInt64
    private var waiting: [Waiting] = []
    private var waitingHead = 0

    /// A sequencer after the block `head`, whose records `store` holds, at a position of the log.
    public init(
        network: NetworkID, store: RecordStore, head: BlockHeader, position: UInt64,
        settings: Settings
    ) {
        self.network = network
        self.store = store
        self.head = head
        self.settings = settings
        nextPosition = position
        durablePosition = position
    }

    /// The index of the next entry of a chain's queue; `nil` for an unknown chain.
    public func nextIndex(of chain: ChainID) -> UInt64? {
        block?.nextIndex(of: chain) ?? head.section(of: chain)?.queueEnd
    }

    /// Processes an event at a time and returns the actions that follow.
    public mutating func receive(_ event: Event, nowMilliseconds: UInt64) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .submitted(let ticket, let operation, let id, let key):
            submit(
                operation, id: id, verifiedKey: key, for: ticket, at: nowMilliseconds, &actions)
        case .confirmed(let entry): consume(entry, nowMilliseconds, &actions)
        case .queried(let ticket): whenDurable(.releaseAnswer(ticket), &actions)
        case .timePassed:
            if let block, !block.operations.isEmpty,
                nowMilliseconds >= openedAt + settings.blockIntervalMilliseconds
            {
                close(&actions)
            }
        case .durable(let position): release(before: position, &actions)
        case .stored(let number): recent.stored(block: number)
        case .ending:
            if let block, !block.operations.isEmpty { close(&actions) }
        }
        return actions
    }
}

// MARK: Waiting for the log

extension Sequencer {
    private mutating func release(before position: UInt64, _ actions: inout [Action]) {
        assert(position <= nextPosition, "nothing is durable before it was appended")
        durablePosition = max(durablePosition, position)
        while waitingHead < waiting.count, waiting[waitingHead].position <= durablePosition {
            actions.append(waiting[waitingHead].action)
            waitingHead += 1
        }
        if waitingHead == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            waitingHead = 0
        } else if waitingHead > SequencingLimits.consumedEntries {
            waiting.removeFirst(waitingHead)
            waitingHead = 0
        }
    }

    /// Performs an action once all records appended so far are durable.
    mutating func whenDurable(_ action: Action, _ actions: inout [Action]) {
        assert(waiting.last.map { $0.position <= nextPosition } ?? true, "positions ascend")
        if nextPosition <= durablePosition, waitingHead == waiting.count {
            actions.append(action)
        } else {
            waiting.append(Waiting(position: nextPosition, action: action))
        }
    }

    mutating func append(_ record: JournalEntry, _ actions: inout [Action]) {
        nextPosition += 1
        actions.append(.append(record))
    }
}

// MARK: Blocks

extension Sequencer {
    /// Opens a block when none is open, at the clock's second; an empty block gets that second too.
    mutating func prepareBlock(_ nowMilliseconds: UInt64, _ actions: inout [Action]) -> Bool {
        guard failure == nil else { return false }
        let timestamp = max(head.timestamp, nowMilliseconds / 1_000)
        if let block, !block.operations.isEmpty || block.timestamp == timestamp { return true }
        return open(timestamp, &actions)
    }

    mutating func open(_ timestamp: UInt64, _ actions: inout [Action]) -> Bool {
        assert(block?.operations.isEmpty ?? true, "one block is open at a time")
        assert(placements.isEmpty, "every placement belongs to the open block")
        do throws(TransitionError) {
            block = try BlockExecutor(previous: head, timestamp: timestamp, reader: store)
            return true
        } catch {
            halt(.block(number: head.number + 1, error), &actions)
            return false
        }
    }

    /// Closes the open block and makes it the head; the sealer computes its roots.
    mutating func close(_ actions: inout [Action]) {
        guard let open = block else { return }
        assert(open.operations.count == placements.count, "every operation has a placement")
        block = nil
        let placed = placements
        placements = []
        openKeys = []
        do throws(TransitionError) {
            let closed = try open.close()
            append(.closed(number: closed.number), &actions)
            for record in closed.touched where record.isWritten {
                if let new = record.new { store.write(new, for: record.key) }
            }
            head = closed.header(newRoot: Bytes32())
            actions.append(.seal(closed, placed, position: nextPosition))
        } catch {
            halt(.block(number: head.number + 1, error), &actions)
        }
    }

    mutating func halt(_ error: SequencingError, _ actions: inout [Action]) {
        failure = error
        block = nil
        actions.append(.halt(error))
    }
}
