public import Bytes
import Hashing
public import Ledger
public import Settlement
import Synchronization
public import Transition

/// A chain in memory without value: queue entries come from calls or from a file.
///
/// It serves a node without settlement chains, for tests. Every entry is one block, final at once.
/// No block of the network is committed to it.
public final class SimulatedChain: SettlementChain {
    private struct State {
        var entries: [PriorityOperation] = []
        var hashes: [Bytes32] = [Bytes32()]
        /// The number of reorganisations before each block; block 0 is never replaced.
        var forks: [UInt64] = [0]
        var forkCount: UInt64 = 0
        var withheld: Set<UInt64> = []

        func reference(_ number: UInt64) -> BlockReference {
            var writer = ByteWriter(capacity: 32)
            writer.append(Array("simulated block ".utf8))
            writer.append(number)
            let fork = forks[Int(number)]
            if fork > 0 { writer.append(fork) }
            return BlockReference(number: number, hash: SHA256.hash(writer.bytes))
        }

        func isKnown(_ number: UInt64) -> Bool { number < UInt64(forks.count) }
    }

    /// The network's number of the chain.
    public let chain: ChainID
    /// 0: entries are final at once.
    public let confirmationDepth: UInt64 = 0
    private let network: NetworkID
    private let state: Mutex<State>

    /// A chain whose queue begins with these entries.
    public init(chain: ChainID, network: NetworkID, entries: [PriorityOperation] = []) {
        self.chain = chain
        self.network = network
        state = Mutex(State())
        for entry in entries { _ = enqueue(entry) }
    }

    /// A chain whose queue begins with the entries of a file; `nil` when a line is malformed.
    ///
    /// Each line is one encoded operation in hexadecimal; empty lines and lines after `#` are
    /// skipped.
    public convenience init?(chain: ChainID, network: NetworkID, fixture: String) {
        var entries: [PriorityOperation] = []
        for line in fixture.split(separator: "\n") where !line.hasPrefix("#") {
            guard let bytes = Hex.decode(String(line)),
                let entry = try? PriorityOperation(decoding: bytes)
            else { return nil }
            entries.append(entry)
        }
        self.init(chain: chain, network: network, entries: entries)
    }

    /// Appends an entry to the queue and returns its index.
    @discardableResult
    public func enqueue(_ operation: PriorityOperation) -> UInt64 {
        state.withLock { state in
            state.hashes.append(
                operation.rollingHash(after: state.hashes[state.hashes.count - 1]))
            state.entries.append(operation)
            state.forks.append(state.forkCount)
            return UInt64(state.entries.count - 1)
        }
    }

    /// Removes the last entries with their blocks, as a reorganisation does.
    public func removeLast(_ count: Int) {
        state.withLock { state in
            state.entries.removeLast(count)
            state.hashes.removeLast(count)
            state.forks.removeLast(count)
            state.forkCount += 1
        }
    }

    /// Shows these blocks without their events from now on, as a node that withholds logs does.
    public func withholdLogs(of blocks: Set<UInt64>) {
        state.withLock { $0.withheld = blocks }
    }

    private func events(of number: UInt64, _ state: State) -> [PositionedEvent] {
        guard number > 0, !state.withheld.contains(number) else { return [] }
        let index = number - 1
        let block = state.reference(number)
        let position = EventPosition(
            block: block, logIndex: 0, transaction: TransactionID(block.hash.array))
        return [
            PositionedEvent(
                position: position,
                event: .priorityRequested(
                    index: index, operation: state.entries[Int(index)], sender: Bytes32(),
                    rollingHash: state.hashes[Int(index) + 1]))
        ]
    }
}

extension SimulatedChain {
    /// The block of the last entry.
    public func head() throws(SettlementError) -> BlockReference {
        state.withLock { $0.reference(UInt64($0.entries.count)) }
    }

    /// The block of one entry; block 0 is empty.
    public func block(number: UInt64) throws(SettlementError) -> ObservedBlock {
        let found = state.withLock { state -> ObservedBlock? in
            guard state.isKnown(number) else { return nil }
            return ObservedBlock(
                reference: state.reference(number),
                parentHash: number == 0 ? Bytes32() : state.reference(number - 1).hash,
                timestamp: number, events: events(of: number, state))
        }
        guard let found else { throw .unknownBlock(number: number) }
        return found
    }

    /// The blocks of several entries.
    public func blocks(first: UInt64, last: UInt64) throws(SettlementError) -> ObservedRange {
        let found = state.withLock { state -> ObservedRange? in
            guard first > 0, first <= last, state.isKnown(last) else { return nil }
            return ObservedRange(
                firstNumber: first, parentHash: state.reference(first - 1).hash,
                last: state.reference(last),
                events: (first...last).flatMap { events(of: $0, state) })
        }
        guard let found else { throw .unknownBlock(number: last) }
        return found
    }

    /// The queue up to the block; no block of the network is committed.
    public func state(at block: BlockReference) throws(SettlementError) -> ContractState {
        let isKnown = state.withLock {
            $0.isKnown(block.number) && $0.reference(block.number) == block
        }
        guard isKnown else { throw .refused(code: -32_000, message: "header not found") }
        return ContractState(
            queueLength: block.number, queueHash: try queueHash(before: block.number, at: block),
            committed: 0, syncHash: nil, epoch: 0, isExodus: false)
    }

    /// The rolling hash of the entries before one; zeros before an entry not queued yet.
    public func queueHash(
        before index: UInt64, at block: BlockReference
    ) throws(SettlementError) -> Bytes32 {
        state.withLock {
            $0.hashes.indices.contains(Int(index)) ? $0.hashes[Int(index)] : Bytes32()
        }
    }

    /// The identity of an unproven contract with zero addresses.
    public func identity() throws(SettlementError) -> ChainIdentity {
        ChainIdentity(
            network: network, chain: chain, mode: .unproven, modeText: "simulated",
            isDataChain: false, program: ProvenProgram(id: Bytes32(), keyRoot: Bytes32()),
            verifier: Bytes32(), oracles: Bytes32(),
            governance: Bytes32(), operator: Bytes32())
    }

    /// The length of the queue; no block is committed.
    public func progress() throws(SettlementError) -> ChainProgress {
        ChainProgress(
            committed: 0, proven: 0, confirmed: 0, executed: 0, epoch: 0,
            queueLength: state.withLock { UInt64($0.entries.count) }, queueCommitted: 0,
            queueExecuted: 0, areBlocksPaused: false, isExodus: false)
    }

    /// `nil`: no block is committed.
    public func headerHash(number: UInt64) throws(SettlementError) -> Bytes32? { nil }

    /// `nil`: no block is committed.
    public func syncHash(number: UInt64) throws(SettlementError) -> Bytes32? { nil }

    /// `open`: there are no brokers.
    public func acceptance(payoutHash: Bytes32) throws(SettlementError) -> PayoutAcceptance {
        .open
    }

    /// 0: nothing is paid.
    public func pending(owner: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128 { 0 }

    /// 0: there are no tokens.
    public func balance(of holder: Bytes32, token: Bytes32) throws(SettlementError) -> UInt128 {
        0
    }

    /// 0: there are no tokens.
    public func custody(token: Bytes32) throws(SettlementError) -> UInt128 { 0 }

    /// An empty set.
    public func oracles() throws(SettlementError) -> OracleSet {
        OracleSet(members: [], threshold: 0)
    }

    /// `nil`: there are no tokens.
    public func tokenContract(_ token: TokenID) throws(SettlementError) -> Bytes32? { nil }
}
