package import Bytes
package import Dispatch
import Ledger
package import Scheduling
package import Sequencing
package import Settlement

/// Brings every sealed block onto one chain: commit, prove, confirm, execute, claim.
///
/// It keeps no state that decides anything: calls follow from the contract's counters. Unchecked:
/// everything but the constants is used by its thread only.
package final class SettlementDriver: @unchecked Sendable {
    struct InFlight {
        let step: SettlementStep?
        let first: UInt64
        let last: UInt64
        var isIncluded = false
    }

    let chain: SettledChain
    let port: any SettlementChain
    let tracker: SettlementTracker
    let oracles: OracleQuorum
    let proofs: (any BlockProofSource)?
    let alarms: Alarms
    let blocks: BlockSource
    let clock: any WallClock
    let settings: SettlementSettings
    private let reached: @Sendable ([SettlementTracker.ReachedStage]) -> Void
    private let thread = RepeatingThread()
    var account: (any SettlementAccount)?
    var inFlight: [UInt64: InFlight] = [:]
    var claimedThrough: UInt64?
    private var lastID: UInt64 = 0
    private var refusedSince: [SettlementStep: UInt64] = [:]
    private let makeAccount: @Sendable () throws -> any SettlementAccount

    package init(
        chain: SettledChain, tracker: SettlementTracker, oracles: OracleQuorum,
        proofs: (any BlockProofSource)?, alarms: Alarms, blocks: BlockSource, clock: any WallClock,
        settings: SettlementSettings,
        makeAccount: @escaping @Sendable () throws -> any SettlementAccount,
        reached: @escaping @Sendable ([SettlementTracker.ReachedStage]) -> Void
    ) {
        self.chain = chain
        port = chain.port
        self.tracker = tracker
        self.oracles = oracles
        self.proofs = proofs
        self.alarms = alarms
        self.blocks = blocks
        self.clock = clock
        self.settings = settings
        self.makeAccount = makeAccount
        self.reached = reached
    }

    var id: ChainID { port.chain }

    package func start() {
        thread.start("zkl-settle-\(id.rawValue)") { [self] in
            poll()
            return .milliseconds(settings.pollMilliseconds)
        }
    }

    package func cancel() { thread.cancel() }

    package func stop(limit: DispatchTime = .distantFuture) { thread.stop(limit: limit) }

    /// Wakes the driver for a new block.
    package func signal() { thread.signal() }

    /// Runs one round; tests call it on their thread.
    package func poll() {
        // Nothing is sent to a contract that the feed has not identified as the configured one.
        guard tracker.identity(of: id) != nil else { return }
        let now = clock.nowMilliseconds
        do {
            let account = try openAccount()
            for report in try account.poll(nowMilliseconds: now) { take(report, now) }
            let progress = try port.progress()
            alarms.clear(.chainUnreachable, chain: id)
            let steps = tracker.update(id, progress, now: now)
            if !steps.isEmpty { reached(steps) }
            guard try isSound(progress, now) else { return }
            // Calls of an earlier process are awaited before anything is decided.
            guard account.unfinishedIDs.allSatisfy({ inFlight[$0] != nil }) else { return }
            try plan(progress, now)
        } catch let error as SettlementError {
            alarms.raise(unreadable: id, error, nowMilliseconds: now)
        } catch {
            alarms.raise(
                .settlementStuck, chain: id, detail: "\(error)", nowMilliseconds: now)
        }
    }

    private func openAccount() throws -> any SettlementAccount {
        if let account { return account }
        let made = try makeAccount()
        account = made
        return made
    }

    private func take(_ report: AccountReport, _ now: UInt64) {
        switch report {
        case .included(let id, let inclusion):
            inFlight[id]?.isIncluded = true
            note(id, inclusion)
        case .reorganised(let id), .displaced(let id): inFlight[id]?.isIncluded = false
        case .finished(let id, let inclusion):
            note(id, inclusion)
            inFlight[id] = nil
        case .stuck(let id):
            alarms.raise(
                .settlementStuck, chain: self.id, detail: "call \(id) is not included",
                nowMilliseconds: now)
        case .refused(let id, let message):
            alarms.raise(
                .settlementStuck, chain: self.id, detail: "call \(id): \(message)",
                nowMilliseconds: now)
        }
    }

    private func note(_ id: UInt64, _ inclusion: TransactionInclusion) {
        guard inclusion.succeeded, let call = inFlight[id], let step = call.step,
            let transaction = Bytes32(inclusion.transaction.bytes)
        else { return }
        alarms.clear(.settlementStuck, chain: self.id)
        let filled = tracker.note(
            transaction, chain: self.id, step: step, blocks: call.first...call.last)
        if !filled.isEmpty { reached(filled) }
    }

    /// Whether the chain has this node's blocks and is not in exodus.
    private func isSound(_ progress: ChainProgress, _ now: UInt64) throws(SettlementError) -> Bool {
        if progress.isExodus {
            alarms.raise(
                .exodus, chain: id, detail: "the chain is closed but for exits",
                nowMilliseconds: now)
            return false
        }
        guard progress.committed > 0 else {
            alarms.clear(.headerMismatch, chain: id)
            return true
        }
        guard let block = blocks.block(progress.committed) else {
            // The chain is ahead of this node: blocks of another node, or lost data.
            if progress.committed > tracker.latest {
                alarms.raise(
                    .headerMismatch, chain: id, block: progress.committed,
                    detail: "the chain has a block that this node has not made",
                    nowMilliseconds: now)
            }
            return false
        }
        guard try port.headerHash(number: progress.committed) == block.headerHash else {
            alarms.raise(
                .headerMismatch, chain: id, block: progress.committed,
                detail: "the chain holds another header", nowMilliseconds: now)
            return false
        }
        alarms.clear(.headerMismatch, chain: id)
        return true
    }

    /// Submits a call for a step; a refusal is recorded.
    func submit(
        _ step: SettlementStep?, _ range: ClosedRange<UInt64>, _ call: ChainCall, _ now: UInt64
    ) throws(SettlementError) {
        lastID = max(lastID + 1, now << 10)
        do throws(SettlementError) {
            try account?.submit(id: lastID, call)
        } catch {
            guard case .wouldRevert(let reason) = error else { throw error }
            return refused(step, range, reason, now)
        }
        inFlight[lastID] = InFlight(
            step: step, first: range.lowerBound, last: range.upperBound)
        if let step { refusedSince[step] = nil }
    }

    /// Records a refusal: it may be a race with another sender, and is an alarm if it lasts.
    private func refused(
        _ step: SettlementStep?, _ range: ClosedRange<UInt64>, _ reason: String, _ now: UInt64
    ) {
        guard let step else { return }
        let since = refusedSince[step] ?? now
        refusedSince[step] = since
        guard now >= since + settings.alarmMilliseconds else { return }
        alarms.raise(
            .settlementStuck, chain: id, block: range.upperBound,
            detail: "\(step): \(reason)", nowMilliseconds: now)
    }
}

/// Sealed blocks and their steps, from memory or the store.
package struct BlockSource: Sendable {
    package let tracker: SettlementTracker
    package let store: NodeStore

    package init(tracker: SettlementTracker, store: NodeStore) {
        (self.tracker, self.store) = (tracker, store)
    }

    /// A block that this node has made; `nil` otherwise, or when it cannot be read.
    package func block(_ number: UInt64) -> SealedBlock? { (try? sealedBlock(number)) ?? nil }

    /// A block that this node has made; `nil` otherwise.
    package func sealedBlock(_ number: UInt64) throws(SequencingError) -> SealedBlock? {
        if let entry = tracker.entry(number) { return entry.block }
        return try store.block(number)
    }

    /// The steps that a block has reached on each chain.
    package func steps(of block: UInt64) throws(SequencingError) -> SettlementSteps {
        if let entry = tracker.entry(block) { return entry.steps }
        return try store.settlementSteps(of: block)
    }

    /// The header hash of a block or of genesis; `nil` for an unknown block.
    package func headerHash(_ number: UInt64) -> Bytes32? {
        number == 0 ? store.genesisHash : block(number)?.headerHash
    }
}
