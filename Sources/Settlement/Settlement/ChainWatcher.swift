public import Bytes
public import Ledger

/// Follows one chain block by block and reports confirmed events, each exactly once.
///
/// A pure state machine. The driver reports heads and the blocks asked for; the watcher checks that
/// each block names the one before it as its parent. Blocks above the confirmation depth are kept,
/// so that a reorganisation withdraws exactly the events of the blocks it removed. A confirmed
/// event is never withdrawn: a reorganisation deeper than the depth halts the watcher with an
/// alarm.
///
/// An event in block `b` is confirmed once block `b + depth` has been seen on the same chain.
public struct ChainWatcher: Sendable {
    /// A report of the driver.
    public enum Input: Equatable, Sendable {
        /// A node's highest block.
        case head(BlockReference)
        /// A block that was asked for.
        case block(ObservedBlock)
        /// A range that was asked for.
        case range(ObservedRange)
    }

    /// A task or a notice for the driver, to be performed in order.
    public enum Action: Equatable, Sendable {
        /// Read this block and report it; when the node does not have it, report the next head.
        case fetchBlock(number: UInt64)
        /// Read these blocks, both ends included, and report them as one range.
        case fetchRange(first: UInt64, last: UInt64)
        /// An event appeared; it may yet be withdrawn.
        case seen(PositionedEvent)
        /// The block of an event was replaced; the latest event is withdrawn first.
        case withdrawn(PositionedEvent)
        /// The event is final.
        case confirmed(PositionedEvent)
        /// All confirmed events so far are covered by this position: store it with their effects.
        case checkpoint(WatcherPosition)
        /// An answer contradicts itself and was ignored.
        case refused(Refusal)
        /// The watcher has halted; another one follows the new chain.
        case alarm(Alarm)
    }

    /// Reasons why an answer is ignored.
    public enum Refusal: Equatable, Sendable {
        /// An event claims another block than the one it came with, or events are out of order.
        case inconsistentEvents(blockNumber: UInt64)
        /// More events than `SettlementLimits.eventCount`.
        case tooManyEvents(count: Int)
        /// A range that was not asked for or reaches above the confirmation depth.
        case unexpectedRange(first: UInt64, last: UInt64)
        /// A head beyond `SettlementLimits.blockNumber`.
        case implausibleHead(number: UInt64)
    }

    /// Reasons why the watcher halts.
    public enum Alarm: Equatable, Sendable {
        /// The chain replaced a confirmed block.
        case deepReorganisation(confirmed: BlockReference, replacement: Bytes32)
    }

    /// The number of blocks that must follow a block before its events count.
    public let depth: UInt64
    /// The network's number of the chain.
    public let chain: ChainID
    /// The last confirmed block.
    public private(set) var confirmed: BlockReference
    /// The reason why the watcher halted; `nil` while it runs.
    public private(set) var alarm: Alarm?
    private var window: [ObservedBlock] = []
    private var head: BlockReference?

    /// A watcher that starts after `start`, at the latest the block of the contract's deployment.
    public init(chain: ChainID, depth: UInt64, start: BlockReference) {
        precondition(depth <= SettlementLimits.confirmationDepth)
        precondition(start.number <= SettlementLimits.blockNumber)
        self.chain = chain
        self.depth = depth
        confirmed = start
    }

    /// A watcher that continues after the events that `position` covers.
    public init(resuming position: WatcherPosition, depth: UInt64) {
        self.init(chain: position.chain, depth: depth, start: position.block)
    }

    /// The highest block followed so far.
    public var tip: BlockReference { window.last?.reference ?? confirmed }

    /// The events of the blocks above the last confirmed one, in order; they may be withdrawn.
    public var unconfirmed: [PositionedEvent] { window.flatMap(\.events) }

    /// The position to resume from after a restart.
    public var position: WatcherPosition { WatcherPosition(chain: chain, block: confirmed) }

    /// Processes one report and returns the actions that follow from it.
    public mutating func receive(_ input: Input) -> [Action] {
        if let alarm { return [.alarm(alarm)] }
        switch input {
        case .head(let reference):
            guard reference.number <= SettlementLimits.blockNumber else {
                return [.refused(.implausibleHead(number: reference.number))]
            }
            head = reference
            return nextRequest()
        case .block(let block):
            return receive(block)
        case .range(let range):
            return receive(range)
        }
    }
}

// MARK: Asking

extension ChainWatcher {
    private mutating func nextRequest() -> [Action] {
        guard let head else { return [] }
        if head.number <= tip.number {
            guard let known = hash(at: head.number), known != head.hash else { return [] }
            return [.fetchBlock(number: head.number)]
        }
        let confirmable = head.number >= depth ? head.number - depth : 0
        if confirmable > tip.number, confirmable - tip.number > SettlementLimits.rangeThreshold {
            let withdrawals = withdraw(from: confirmed.number + 1)
            let first = confirmed.number + 1
            let last = min(confirmable, confirmed.number + SettlementLimits.rangeBlockCount)
            return withdrawals + [.fetchRange(first: first, last: last)]
        }
        return [.fetchBlock(number: tip.number + 1)]
    }

    /// The hash known at a height; `nil` outside of the remembered blocks.
    private func hash(at number: UInt64) -> Bytes32? {
        if number == confirmed.number { return confirmed.hash }
        guard number > confirmed.number, number <= tip.number else { return nil }
        return window[Int(number - confirmed.number - 1)].reference.hash
    }
}

// MARK: Blocks

extension ChainWatcher {
    private mutating func receive(_ block: ObservedBlock) -> [Action] {
        let number = block.reference.number
        if let refusal = refusal(of: block) { return [.refused(refusal)] }
        if number < confirmed.number { return [] }
        if number == confirmed.number {
            return block.reference == confirmed ? [] : halt(replacement: block.reference.hash)
        }
        if number > tip.number + 1 { return [.fetchBlock(number: tip.number + 1)] }
        if hash(at: number) == block.reference.hash { return [] }
        var actions = withdraw(from: number)
        guard tip.hash == block.parentHash else {
            if window.isEmpty { return actions + halt(replacement: block.parentHash) }
            actions += withdraw(from: tip.number)
            return actions + [.fetchBlock(number: tip.number + 1)]
        }
        window.append(block)
        actions += block.events.map { .seen($0) }
        actions += confirm()
        return actions + nextRequest()
    }

    private mutating func confirm() -> [Action] {
        var actions: [Action] = []
        let tipNumber = tip.number
        while let oldest = window.first, tipNumber - oldest.reference.number >= depth {
            window.removeFirst()
            confirmed = oldest.reference
            actions += oldest.events.map { .confirmed($0) }
            actions.append(.checkpoint(position))
        }
        return actions
    }

    /// Removes the blocks from `number` up and withdraws their events, the latest first.
    private mutating func withdraw(from number: UInt64) -> [Action] {
        var actions: [Action] = []
        while let last = window.last, last.reference.number >= number {
            window.removeLast()
            actions += last.events.reversed().map { .withdrawn($0) }
        }
        return actions
    }

    private mutating func halt(replacement: Bytes32) -> [Action] {
        let reason = Alarm.deepReorganisation(confirmed: confirmed, replacement: replacement)
        alarm = reason
        return [.alarm(reason)]
    }

    private func refusal(of block: ObservedBlock) -> Refusal? {
        guard block.events.count <= SettlementLimits.eventCount else {
            return .tooManyEvents(count: block.events.count)
        }
        var last: UInt32?
        for event in block.events {
            let position = event.position
            let ascends = last.map { $0 < position.logIndex } ?? true
            guard position.block == block.reference, ascends else {
                return .inconsistentEvents(blockNumber: block.reference.number)
            }
            last = position.logIndex
        }
        return nil
    }
}

// MARK: Ranges

extension ChainWatcher {
    private mutating func receive(_ range: ObservedRange) -> [Action] {
        if let refusal = refusal(of: range) { return [.refused(refusal)] }
        guard range.parentHash == confirmed.hash else { return halt(replacement: range.parentHash) }
        confirmed = range.last
        var actions: [Action] = range.events.map { .confirmed($0) }
        actions.append(.checkpoint(position))
        return actions + nextRequest()
    }

    private func refusal(of range: ObservedRange) -> Refusal? {
        guard range.events.count <= SettlementLimits.eventCount else {
            return .tooManyEvents(count: range.events.count)
        }
        guard let head, window.isEmpty, range.firstNumber == confirmed.number + 1,
            range.last.number >= range.firstNumber, head.number >= depth,
            range.last.number - confirmed.number <= SettlementLimits.rangeBlockCount,
            range.last.number <= head.number - depth
        else {
            return .unexpectedRange(first: range.firstNumber, last: range.last.number)
        }
        var previous: EventPosition?
        for event in range.events {
            let position = event.position
            let number = position.block.number
            guard number >= range.firstNumber, number <= range.last.number,
                number < range.last.number || position.block == range.last,
                follows(position, previous)
            else {
                return .inconsistentEvents(blockNumber: number)
            }
            previous = position
        }
        return nil
    }

    private func follows(_ position: EventPosition, _ previous: EventPosition?) -> Bool {
        guard let previous else { return true }
        if position.block.number > previous.block.number { return true }
        return position.block == previous.block && position.logIndex > previous.logIndex
    }
}
