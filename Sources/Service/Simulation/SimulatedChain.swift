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
            return UInt64(state.entries.count - 1)
        }
    }

    private static func reference(_ number: UInt64) -> BlockReference {
        var writer = ByteWriter(capacity: 24)
        writer.append(Array("simulated block ".utf8))
        writer.append(number)
        return BlockReference(number: number, hash: SHA256.hash(writer.bytes))
    }

    private func events(of number: UInt64, _ state: State) -> [PositionedEvent] {
        guard number > 0 else { return [] }
        let index = number - 1
        let position = EventPosition(
            block: Self.reference(number), logIndex: 0,
            transaction: TransactionID(Self.reference(number).hash.array))
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
        Self.reference(state.withLock { UInt64($0.entries.count) })
    }

    /// The block of one entry; block 0 is empty.
    public func block(number: UInt64) throws(SettlementError) -> ObservedBlock {
        let found = state.withLock { state -> [PositionedEvent]? in
            number <= state.entries.count ? events(of: number, state) : nil
        }
        guard let found else { throw .unknownBlock(number: number) }
        return ObservedBlock(
            reference: Self.reference(number),
            parentHash: number == 0 ? Bytes32() : Self.reference(number - 1).hash,
            timestamp: number, events: found)
    }

    /// The blocks of several entries.
    public func blocks(first: UInt64, last: UInt64) throws(SettlementError) -> ObservedRange {
        let found = state.withLock { state -> [PositionedEvent]? in
            guard first > 0, first <= last, last <= state.entries.count else { return nil }
            return (first...last).flatMap { events(of: $0, state) }
        }
        guard let found else { throw .unknownBlock(number: last) }
        return ObservedRange(
            firstNumber: first, parentHash: Self.reference(first - 1).hash,
            last: Self.reference(last), events: found)
    }

    /// Throws `dataMissing`: no block is committed.
    public func blockData(
        of commitment: BlockCommitment, at position: EventPosition
    ) throws(SettlementError) -> [UInt8] { throw .dataMissing(number: commitment.number) }

    /// The identity of an attested contract with zero addresses.
    public func identity() throws(SettlementError) -> ChainIdentity {
        ChainIdentity(
            network: network, chain: chain, mode: .attested, modeText: "simulated",
            isDataChain: false, programID: Bytes32(), verifier: Bytes32(), oracles: Bytes32(),
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
