public import Bytes
public import Ledger
public import Transition

/// Orders and applies operations and closes blocks.
///
/// A pure state machine: events in, actions out. Answers leave only when the log records that they
/// depend on are durable. Unchecked: the executor within is a value over the record store,
/// which is as safe as its own remark says.
public struct Sequencer: @unchecked Sendable {
    /// Number of a caller that waits for an answer.
    public typealias Ticket = UInt64

    /// Input of the state machine.
    public enum Event: Sendable {
        /// A client sent an operation whose signature was verified with a key, or with none.
        case submitted(Ticket, SignedOperation, id: Bytes32, verifiedKey: Bytes40?)
        /// A queue entry is final on its chain.
        case confirmed(PriorityEntry)
        /// A query was answered from the present state; its answer waits like the others.
        case asked(Ticket)
        /// The clock was looked at.
        case ticked
        /// The log is durable before this position.
        case durable(UInt64)
        /// A block and all before it are in the store.
        case stored(block: UInt64)
        /// The process is about to end: the open block is closed.
        case ending
    }

    /// Output of the state machine, to be performed in order.
    public enum Action: Sendable {
        /// Append this record to the log; its position is the one before `nextPosition`.
        case append(JournalEntry)
        /// Answer a submission.
        case answer(Ticket, Answer)
        /// The answer to a query may leave.
        case resume(Ticket)
        /// Announce the effects of an operation, which is durable.
        case publish(Effects)
        /// Seal this block; store it when the log is durable before the position.
        case seal(BlockPart, [Placement], position: UInt64)
        /// Nothing more is sequenced.
        case halt(SequencingError)
    }

    /// The answer to a submission.
    public enum Answer: Equatable, Sendable {
        /// It is in a block, now or since an earlier submission.
        case sequenced(Placement)
        /// It left no trace; its result may be older than what is kept in memory.
        case rejected(Rejection)
        /// Nothing more is sequenced.
        case halted
    }

    /// Limits at which a block is closed.
    public struct Settings: Equatable, Sendable {
        /// Time that a block stays open after its first operation.
        public var blockIntervalMilliseconds: UInt64
        /// Number of operations that closes a block at once.
        public var maximumOperations: Int

        /// Settings; a count in `1...LedgerLimits.maximumOperations`.
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

    /// The records as of the last closed block.
    public let store: RecordStore
    /// The network's number.
    public let network: NetworkID
    /// Limits at which a block is closed.
    public let settings: Settings
    /// The position of the next log record.
    public internal(set) var nextPosition: UInt64
    /// Reason why nothing more is sequenced.
    public private(set) var failure: SequencingError?
    var head: BlockHeader
    var block: BlockExecutor<RecordStore>?
    var openedAt: UInt64 = 0
    var placements: [Placement] = []
    /// Records that the open block wrote.
    var openKeys: Set<RecordKey> = []
    var recent = RecentResults()
    private var durablePosition: UInt64
    private var waiting: [Waiting] = []
    private var waitingHead = 0

    /// Continues after `head`, whose records `store` holds, at a position of the log.
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

    /// The next entry that a chain's queue must deliver; `nil` for a foreign chain.
    public func nextIndex(of chain: ChainID) -> UInt64? {
        block?.nextIndex(of: chain) ?? head.section(of: chain)?.queueEnd
    }

    /// Takes an event at a time and returns what it leads to.
    public mutating func receive(_ event: Event, nowMilliseconds: UInt64) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .submitted(let ticket, let operation, let id, let key):
            submit(ticket, operation, id, key, nowMilliseconds, &actions)
        case .confirmed(let entry): consume(entry, nowMilliseconds, &actions)
        case .asked(let ticket): whenDurable(.resume(ticket), &actions)
        case .ticked:
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

    /// Performs an action once all that was appended so far is durable.
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
    /// Opens a block at the clock's second when none is open; one that is still empty gets the
    /// clock's second anew.
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

    /// Ends the open block and makes it the head with roots that the sealer will put in.
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
