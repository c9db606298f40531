public import Bytes
import Ledger
package import Scheduling
package import Storage
import Synchronization
public import Transition

/// The driver of the sequencer: a lock, a thread that writes the log, one that seals and stores.
public final class SequencingEngine: Sendable {
    /// Announces the effects of every durable operation.
    package let published = Listeners<Effects>()
    /// Announces every block that is sealed and stored.
    package let sealed = Listeners<SealedBlock>()
    /// Announces, once, the reason why nothing more is sequenced.
    package let halted = Listeners<SequencingError>()

    struct PendingSeal {
        let block: BlockPart
        let placements: [Placement]
        let position: UInt64
    }

    private struct State {
        var sequencer: Sequencer
        var seals: [PendingSeal] = []
        var waiting: [Sequencer.Ticket: Waiter] = [:]
        var nextTicket: Sequencer.Ticket = 1
        var isFailed = false
    }

    private enum Waiter {
        case answer(@Sendable (Sequencer.Answer) -> Void)
        case query(@Sendable () -> Void)
    }

    private let state: Mutex<State>
    private let log: DurableLog
    private let store: NodeStore
    private let sealer: Mutex<BlockSealer>
    private let clock: any WallClock
    private let sealThread = RepeatingThread()
    private let tickThread = RepeatingThread()
    private let inFlight = Atomic<Int>(0)

    package init(
        recovered: RecoveredState, log: DurableLog, store: NodeStore,
        clock: any WallClock
    ) {
        self.log = log
        self.store = store
        self.clock = clock
        sealer = Mutex(recovered.sealer)
        state = Mutex(State(sequencer: recovered.sequencer, seals: recovered.seals))
        log.becameDurable.add { [weak self] in self?.becameDurable(upTo: $0) }
        log.failed.add { [weak self] in self?.logFailed($0) }
    }

    /// The number of submissions not answered yet.
    public var inFlightCount: Int { inFlight.load(ordering: .relaxed) }

    /// The number of blocks to be sealed or stored.
    public var unsealedCount: Int { state.withLock { $0.seals.count } }

    /// Starts the threads.
    public func start() {
        sealThread.start("zkl-seal") { [self] in sealNext() }
        tickThread.start("zkl-tick") { [self] in
            receive(.timePassed)
            return .milliseconds(SequencingLimits.tickMilliseconds)
        }
    }

    /// Closes the open block, waits until all is durable and stored, and ends the threads.
    public func stop() {
        tickThread.stop()
        receive(.ending)
        let deadline = clock.nowMilliseconds + SequencingLimits.shutdownMilliseconds
        while clock.nowMilliseconds < deadline, !isIdle { clock.sleep(milliseconds: 2) }
        sealThread.stop()
        log.close()
    }

    private var isIdle: Bool {
        state.withLock {
            $0.isFailed || ($0.seals.isEmpty && $0.waiting.isEmpty)
        }
    }
}

// MARK: Submitting

extension SequencingEngine {
    /// Applies a signed operation; `answer` is called when it is durable, from any thread.
    ///
    /// Returns false, and does nothing, when too much is in flight or the log has failed.
    public func submit(
        _ operation: SignedOperation, id: Bytes32, verifiedKey: Bytes40?,
        answer: @escaping @Sendable (Sequencer.Answer) -> Void
    ) -> Bool {
        let count = inFlight.add(1, ordering: .relaxed).newValue
        guard count <= SequencingLimits.inFlightOperations else {
            inFlight.subtract(1, ordering: .relaxed)
            return false
        }
        let now = clock.nowMilliseconds
        let outcome = state.withLock { state -> Work? in
            guard !state.isFailed else { return nil }
            let ticket = register(
                .answer { [self] in
                    inFlight.subtract(1, ordering: .relaxed)
                    answer($0)
                }, in: &state)
            let event = Sequencer.Event.submitted(
                ticket, operation, id: id, verifiedKey: verifiedKey)
            return take(event, now, &state)
        }
        guard let outcome else {
            inFlight.subtract(1, ordering: .relaxed)
            return false
        }
        perform(outcome)
        return true
    }

    /// Consumes confirmed queue entries.
    public func confirm(_ entries: [PriorityEntry]) {
        for entry in entries { receive(.confirmed(entry)) }
    }

    /// Reads the present state; `answer` gets the result when everything that it shows is durable.
    ///
    /// The result is `nil` when nothing can become durable any more.
    public func query<Value: Sendable>(
        _ read: @Sendable (Sequencer) -> Value, answer: @escaping @Sendable (Value?) -> Void
    ) {
        let now = clock.nowMilliseconds
        let outcome = state.withLock { state -> Work? in
            guard !state.isFailed else { return nil }
            let value = read(state.sequencer)
            let ticket = register(.query { answer(value) }, in: &state)
            return take(.queried(ticket), now, &state)
        }
        guard let outcome else { return answer(nil) }
        perform(outcome)
    }

    /// Reads state that does not depend on operations not durable yet.
    public func peek<Value: Sendable>(_ read: (Sequencer) -> Value) -> Value {
        state.withLock { read($0.sequencer) }
    }

    private func register(_ waiter: Waiter, in state: inout State) -> Sequencer.Ticket {
        defer { state.nextTicket += 1 }
        state.waiting[state.nextTicket] = waiter
        return state.nextTicket
    }

    func receive(_ event: Sequencer.Event) {
        let now = clock.nowMilliseconds
        perform(state.withLock { take(event, now, &$0) })
    }
}

// MARK: Actions

extension SequencingEngine {
    private struct Work: Sendable {
        var calls: [@Sendable () -> Void] = []
        var hasSeals = false
    }

    private func take(_ event: Sequencer.Event, _ now: UInt64, _ state: inout State) -> Work {
        var work = Work()
        for action in state.sequencer.receive(event, nowMilliseconds: now) {
            switch action {
            case .append(let entry): append(entry, &state, &work)
            case .answer(let ticket, let answer):
                if case .answer(let call)? = state.waiting.removeValue(forKey: ticket) {
                    work.calls.append { call(answer) }
                }
            case .releaseAnswer(let ticket):
                if case .query(let call)? = state.waiting.removeValue(forKey: ticket) {
                    work.calls.append(call)
                }
            case .publish(let effects):
                work.calls.append { [published] in published.announce(effects) }
            case .seal(let block, let placements, let position):
                state.seals.append(
                    PendingSeal(block: block, placements: placements, position: position))
                work.hasSeals = true
            case .halt(let error):
                work.calls.append { [halted] in halted.announce(error) }
            }
        }
        return work
    }

    private func perform(_ work: Work) {
        if work.hasSeals { sealThread.signal() }
        for call in work.calls { call() }
    }

    private func fail(_ error: SequencingError) {
        let isFirst = state.withLock { state in
            defer { state.isFailed = true }
            return !state.isFailed
        }
        if isFirst { halted.announce(error) }
    }
}

// MARK: Threads

extension SequencingEngine {
    /// Handles the durability of the log up to a sequence, on the log's thread.
    private func becameDurable(upTo sequence: UInt64) {
        receive(.durable(sequence + 1))
        sealThread.signal()
    }

    /// Handles the failure of the log.
    ///
    /// Waiting callers are never answered, because an answer promises that its operation is
    /// durable.
    private func logFailed(_ error: StorageError) { fail(.storage(error)) }

    /// Appends an entry to the log, which numbers it as the sequencer does: both count in order.
    private func append(_ entry: JournalEntry, _ state: inout State, _ work: inout Work) {
        guard !state.isFailed else { return }
        do throws(StorageError) {
            try log.append(type: entry.type, payload: entry.payload)
        } catch {
            state.isFailed = true
            let failure = SequencingError.storage(error)
            work.calls.append { [halted] in halted.announce(failure) }
        }
    }

    /// Seals and stores the oldest closed block whose records are durable.
    private func sealNext() -> RepeatingThread.Pause {
        let next = state.withLock { state -> PendingSeal? in
            guard let first = state.seals.first, first.position <= log.durableSequence + 1,
                !state.isFailed
            else { return nil }
            return first
        }
        guard let next else { return .signal }
        let now = clock.nowMilliseconds
        let block = sealer.withLock { $0.seal(next.block, time: now) }
        do throws(SequencingError) {
            try store.save(
                block, writes: next.block.touched, placements: next.placements,
                position: next.position)
            try withSequencingErrors { () throws(StorageError) in
                try log.prune(below: next.position)
            }
        } catch {
            fail(error)
            return .signal
        }
        state.withLock { _ = $0.seals.removeFirst() }
        receive(.stored(block: block.number))
        sealed.announce(block)
        return .none
    }
}
