public import Bytes
import Hashing
public import Ledger
public import Settlement

/// Decides what an oracle may sign: a pure state machine over all chains at finality depth.
///
/// Block n may be confirmed when every chain committed the same header for it, every queue range in
/// it is that of the chain's queue, re-execution of the published data gives the same header, and
/// the same holds for all blocks before it.
public struct OracleJudge: Sendable {
    /// A confirmation of a block for one chain, to be signed.
    public struct Confirmation: Equatable, Sendable {
        /// The chain that the confirmation is for.
        public let chain: ChainID
        /// The number of reverts on that chain.
        public let epoch: UInt32
        /// The block number.
        public let number: UInt64
        /// The header hash that all chains committed.
        public let headerHash: Bytes32
        /// The sync hash up to the block.
        public let syncHash: Bytes32
    }

    /// The next block to re-execute, with the position of its data.
    public struct Task: Equatable, Sendable {
        /// The block as the data chain committed it.
        public let commitment: BlockCommitment
        /// The position of the commit, whose transaction carries the data.
        public let position: EventPosition
    }

    private let dataChain: ChainID
    private var histories: [ChainID: ChainHistory]
    /// The headers by re-execution; index 0 is the genesis.
    private var headers: [BlockHeader]
    private var syncHashes: [Bytes32]
    /// The last block up to which all chains and re-execution agree.
    public private(set) var agreed: UInt64 = 0
    /// The block that re-execution refuted, until a revert removes it.
    private var refuted: UInt64?
    /// The mismatches found and not removed by a revert, in the order of discovery.
    public private(set) var alarms: [OracleAlarm] = []

    /// A judge at the genesis.
    public init(genesis: BlockHeader, dataChain: ChainID) {
        self.dataChain = dataChain
        headers = [genesis]
        syncHashes = [genesis.hash]
        var histories: [ChainID: ChainHistory] = [:]
        for section in genesis.chains {
            histories[section.chain] = ChainHistory(chain: section.chain)
        }
        self.histories = histories
    }

    /// The last header by re-execution.
    public var lastExecuted: BlockHeader { headers[headers.count - 1] }

    /// Whether a chain is in exodus or a mismatch is unresolved: nothing new is signed.
    public var isHalted: Bool {
        refuted != nil || histories.values.contains { $0.isExodus } || disagreement != nil
    }

    /// The committed blocks, reverts, queue entries and exodus of a chain at finality depth.
    public func facts(
        of chain: ChainID
    ) -> (committed: UInt64, epoch: UInt32, queueLength: UInt64, isExodus: Bool)? {
        guard let history = histories[chain] else { return nil }
        return (history.committed, history.epoch, history.queueLength, history.isExodus)
    }
}

// MARK: Input

extension OracleJudge {
    /// Processes a chain's next confirmed event.
    ///
    /// Returns true when re-executed blocks were reverted, so that the caller's state must go back
    /// to `lastExecuted`.
    public mutating func receive(
        _ event: PositionedEvent, from chain: ChainID
    ) throws(SettlementError) -> Bool {
        guard var history = histories[chain] else { return false }
        let wasExodus = history.isExodus
        let reverted = try history.receive(event)
        histories[chain] = history
        if history.isExodus, !wasExodus { raise(.exodus(chain: chain)) }
        if let reverted { agreed = min(agreed, reverted) }
        let isStateBeyondHead = chain == dataChain ? takeBack(to: reverted) : false
        if let reverted { forgetAlarms(after: reverted) }
        advance()
        return isStateBeyondHead
    }

    /// The next block to re-execute; `nil` until the data chain has it.
    public var nextTask: Task? {
        refuted == nil ? task(UInt64(headers.count)) : nil
    }

    /// A block as the data chain committed it; `nil` if there is none.
    public func task(_ number: UInt64) -> Task? {
        histories[dataChain]?.block(number).map {
            Task(commitment: $0.commitment, position: $0.position)
        }
    }

    /// Accepts the header that re-execution of `nextTask` gave; false when another is committed.
    public mutating func accept(_ header: BlockHeader) -> Bool {
        guard let task = nextTask else { return false }
        guard header == task.commitment.header else {
            refuted = task.commitment.number
            raise(
                .falseHeader(
                    number: task.commitment.number, committed: task.commitment.headerHash,
                    executed: header.hash))
            return false
        }
        headers.append(header)
        let last = syncHashes[syncHashes.count - 1]
        syncHashes.append(header.syncHash(after: last))
        advance()
        return true
    }

    /// Records that the data of `nextTask` is not a block that follows from the state.
    public mutating func refuseData() {
        guard let task = nextTask else { return }
        refuted = task.commitment.number
        raise(.falseData(number: task.commitment.number))
    }

    /// Records an alarm of the driver, once.
    public mutating func raise(_ alarm: OracleAlarm) {
        if !alarms.contains(alarm) { alarms.append(alarm) }
    }

    /// Forgets mismatches of reverted blocks; those that another chain still shows are found again.
    private mutating func forgetAlarms(after number: UInt64) {
        alarms.removeAll { alarm in
            guard let block = alarm.number else { return false }
            return block > number && block != refuted
        }
    }

    private mutating func takeBack(to number: UInt64?) -> Bool {
        guard let number else { return false }
        var isStateBeyondHead = false
        if let refuted, refuted > number {
            // The caller's state includes its execution, though the headers do not.
            self.refuted = nil
            isStateBeyondHead = true
        }
        guard number < lastExecuted.number else { return isStateBeyondHead }
        headers.removeLast(headers.count - Int(number) - 1)
        syncHashes.removeLast(syncHashes.count - Int(number) - 1)
        return true
    }
}

// MARK: Judging

extension OracleJudge {
    private mutating func advance() {
        while agreed < lastExecuted.number, isStoredEverywhere(agreed + 1) {
            if let alarm = mismatch(at: agreed + 1) {
                raise(alarm)
                return
            }
            agreed += 1
        }
        if let disagreement { raise(disagreement) }
    }

    private func isStoredEverywhere(_ number: UInt64) -> Bool {
        histories.values.allSatisfy { $0.committed >= number }
    }

    /// A mismatch among chains, reported once two have committed the block, re-executed or not.
    private var disagreement: OracleAlarm? {
        guard let data = histories[dataChain], data.committed > agreed else { return nil }
        for number in (agreed + 1)...data.committed {
            if let alarm = mismatch(at: number) { return alarm }
        }
        return nil
    }

    /// Compares the headers of a block on all chains, its queue ranges and its sync hash.
    private func mismatch(at number: UInt64) -> OracleAlarm? {
        guard let data = histories[dataChain]?.block(number)?.commitment else { return nil }
        for (chain, history) in histories.sorted(by: { $0.key < $1.key }) {
            guard let stored = history.block(number)?.commitment else { continue }
            guard stored.headerHash == data.headerHash else {
                return .headersDiffer(
                    number: number, chain: chain, expected: data.headerHash,
                    actual: stored.headerHash)
            }
            guard stored.syncHash == data.syncHash else {
                return .syncHashDiffers(number: number, chain: chain)
            }
            guard let section = stored.header.section(of: chain),
                history.queueHash(before: section.queueEnd) == section.queueHash
            else { return .queueDiffers(number: number, chain: chain) }
        }
        return nil
    }

    /// The confirmations that may be signed for a block, one for each chain.
    ///
    /// Empty while something is missing or wrong.
    public func confirmations(of number: UInt64) -> [Confirmation] {
        guard !isClosed, number >= 1, number <= agreed else { return [] }
        let header = headers[Int(number)]
        return header.chains.compactMap { section in
            guard let history = histories[section.chain] else { return nil }
            return Confirmation(
                chain: section.chain, epoch: history.epoch, number: number,
                headerHash: header.hash, syncHash: syncHashes[Int(number)])
        }
    }

    /// The headers that an attestation of a range binds; `nil` unless all of it is agreed.
    public func attestedRange(first: UInt64, last: UInt64) -> (previous: Bytes32, last: Bytes32)? {
        guard !isClosed, first >= 1, first <= last, last <= agreed else { return nil }
        return (headers[Int(first - 1)].hash, headers[Int(last)].hash)
    }

    /// Whether a chain is in exodus, which ends signing everywhere, even for blocks that agree.
    private var isClosed: Bool { histories.values.contains { $0.isExodus } }
}
