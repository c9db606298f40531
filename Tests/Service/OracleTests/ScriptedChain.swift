import Bytes
import Ledger
import Oracle
import Settlement
import Synchronization
import Transition

/// A chain in memory with the events of a network's contracts, for an oracle to read.
final class ScriptedChain: OracleChain {
    private struct Block {
        let reference: BlockReference
        let parentHash: Bytes32
        let events: [PositionedEvent]
        let state: ContractState
    }

    private struct State {
        var blocks: [Block] = []
        var nextHash: UInt64 = 1
        var isReachable = true
        var isWithholding = false
        var isWindowKnown = true
        var identity: ChainIdentity?
        var age: UInt64? = 0
    }

    /// Seconds after which a block of the script can be reverted.
    static let revertDeadline: UInt64 = 400

    let chain: ChainID
    let confirmationDepth: UInt64 = 0
    private let state: Mutex<State>

    init(chain: ChainID, network: NetworkID, program: ProvenProgram) {
        self.chain = chain
        let zero = Bytes32()
        state = Mutex(
            State(
                identity: ChainIdentity(
                    network: network, chain: chain, mode: .validity, modeText: "scripted",
                    isDataChain: false, program: program, verifier: zero, oracles: zero,
                    governance: zero, operator: zero)))
        append([])
    }

    /// Adds a block with these events.
    func append(_ events: [ChainEvent]) {
        state.withLock { state in
            let value = state.nextHash
            state.nextHash += 1
            let reference = BlockReference(
                number: UInt64(state.blocks.count),
                hash: Bytes32 {
                    $0 < 24 ? chain.rawValue : UInt8(truncatingIfNeeded: value >> (8 * (31 - $0)))
                })
            let positioned = events.enumerated().map { index, event in
                PositionedEvent(
                    position: EventPosition(
                        block: reference, logIndex: UInt32(index), transaction: TransactionID([1])),
                    event: event)
            }
            let last = state.blocks.last
            state.blocks.append(
                Block(
                    reference: reference, parentHash: last?.reference.hash ?? Bytes32(),
                    events: positioned,
                    state: events.reduce(into: last?.state ?? .empty) { $0.apply($1) }))
        }
    }

    /// Commits a block of the network, with the sync hash that follows `syncHash`.
    func commit(_ header: BlockHeader, after syncHash: Bytes32) {
        append([
            .blockCommitted(
                BlockCommitment(
                    header: header, headerHash: header.hash,
                    syncHash: header.syncHash(after: syncHash), epoch: 0, encodedOperations: []))
        ])
    }

    /// Adds empty blocks.
    func mine(_ count: Int) {
        for _ in 0..<count { append([]) }
    }

    /// Removes the newest blocks with everything in them.
    func remove(_ count: Int) { state.withLock { $0.blocks.removeLast(count) } }

    /// Makes the oldest unexecuted block this many seconds old; `nil`: everything is executed.
    func age(_ seconds: UInt64?) { state.withLock { $0.age = seconds } }

    /// Lets the node answer or not.
    func reach(_ isReachable: Bool) { state.withLock { $0.isReachable = isReachable } }

    /// Lets the node withhold all logs, or show them.
    func withhold(_ isWithholding: Bool) { state.withLock { $0.isWithholding = isWithholding } }

    /// Lets the node tell the age of blocks or not.
    func tellAge(_ isKnown: Bool) { state.withLock { $0.isWindowKnown = isKnown } }

    /// Replaces what the contracts say they are; `nil`: the node does not tell.
    func identify(_ identity: ChainIdentity?) { state.withLock { $0.identity = identity } }

    private func reading<Value>(
        _ read: (State) -> Value?
    ) throws(SettlementError) -> Value where Value: Sendable {
        let (isReachable, value) = state.withLock { ($0.isReachable, read($0)) }
        guard isReachable else { throw .unreachable }
        guard let value else { throw .unknownBlock(number: 0) }
        return value
    }
}

extension ScriptedChain {
    func head() throws(SettlementError) -> BlockReference {
        try reading { $0.blocks.last?.reference }
    }

    func block(number: UInt64) throws(SettlementError) -> ObservedBlock {
        try reading { state in
            guard number < UInt64(state.blocks.count) else { return nil }
            let block = state.blocks[Int(number)]
            return ObservedBlock(
                reference: block.reference, parentHash: block.parentHash, timestamp: number,
                events: state.isWithholding ? [] : block.events)
        }
    }

    func blocks(first: UInt64, last: UInt64) throws(SettlementError) -> ObservedRange {
        try reading { state in
            guard first <= last, last < UInt64(state.blocks.count) else { return nil }
            let range = state.blocks[Int(first)...Int(last)]
            return ObservedRange(
                firstNumber: first, parentHash: state.blocks[Int(first)].parentHash,
                last: state.blocks[Int(last)].reference,
                events: state.isWithholding ? [] : range.flatMap(\.events))
        }
    }

    func state(at block: BlockReference) throws(SettlementError) -> ContractState {
        try reading { state in
            state.blocks.first { $0.reference == block }?.state
        }
    }

    func identity() throws(SettlementError) -> ChainIdentity { try reading { $0.identity } }

    func commitWindow() throws(SettlementError) -> CommitWindow? {
        let age = try reading { $0.isWindowKnown ? [$0.age] : nil }
        return age[0].map {
            CommitWindow(committedAt: 1_000, revertDeadline: Self.revertDeadline, now: 1_000 + $0)
        }
    }
}

/// What an oracle does not ask for.
extension ScriptedChain {
    func queueHash(
        before index: UInt64, at block: BlockReference
    ) throws(SettlementError) -> Bytes32 { throw .unreachable }

    func progress() throws(SettlementError) -> ChainProgress { throw .unreachable }
    func headerHash(number: UInt64) throws(SettlementError) -> Bytes32? { throw .unreachable }
    func syncHash(number: UInt64) throws(SettlementError) -> Bytes32? { throw .unreachable }
    func oracles() throws(SettlementError) -> OracleSet { throw .unreachable }
}

extension ContractState {
    fileprivate static let empty = ContractState(
        queueLength: 0, queueHash: Bytes32(), committed: 0, syncHash: nil, epoch: 0,
        isExodus: false)

    /// The state after another event of the scripts: a commit or exodus.
    fileprivate mutating func apply(_ event: ChainEvent) {
        switch event {
        case .blockCommitted(let commitment):
            self = ContractState(
                queueLength: queueLength, queueHash: queueHash, committed: commitment.number,
                syncHash: commitment.syncHash, epoch: epoch, isExodus: isExodus)
        case .exodusActivated:
            self = ContractState(
                queueLength: queueLength, queueHash: queueHash, committed: committed,
                syncHash: syncHash, epoch: epoch, isExodus: true)
        default: preconditionFailure("no such event in these scripts")
        }
    }
}
