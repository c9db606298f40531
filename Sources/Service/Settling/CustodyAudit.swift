import Bytes
package import Dispatch
import Ledger
package import Scheduling
package import Sequencing
import Settlement
import Synchronization

/// Compares the holdings of each contract with its debts, and sees what waits to leave.
///
/// Debts are the ledger's reserve and payouts not executed yet. Entries waiting in the queue, pending
/// balances and executed payouts that wait for the limit of outflow only add to the holdings. Of an
/// issued token, what a contract has issued and will issue is at most what the ledger counts as out.
package final class CustodyAudit: Sendable {
    private let chains: [SettledChain]
    private let engine: SequencingEngine
    private let tracker: SettlementTracker
    private let payouts: PayoutIndex
    private let alarms: Alarms
    private let clock: any WallClock
    private let thread = RepeatingThread()
    private let suspects = Mutex<[ChainID: Set<TokenID>]>([:])

    package init(
        chains: [SettledChain], engine: SequencingEngine, tracker: SettlementTracker,
        payouts: PayoutIndex, alarms: Alarms, clock: any WallClock
    ) {
        self.chains = chains
        self.engine = engine
        self.tracker = tracker
        self.payouts = payouts
        self.alarms = alarms
        self.clock = clock
    }

    package func start() {
        thread.start("zkl-audit") { [self] in
            for chain in chains where !chain.isSimulated { check(chain) }
            return .milliseconds(SettlingLimits.auditMilliseconds)
        }
    }

    package func cancel() { thread.cancel() }

    package func stop(limit: DispatchTime = .distantFuture) { thread.stop(limit: limit) }

    private struct Owed {
        let token: TokenID
        let contract: Bytes32
        let scale: UInt64
        let reserve: Amount
    }

    /// Raises an alarm when a shortfall is seen twice: one reading may fall between two blocks.
    func check(_ chain: SettledChain) {
        let id = chain.port.chain
        let unexecuted = payouts.payouts(on: id).filter {
            tracker.stage(of: $0.blockNumber, on: id) != .executed
        }
        let held = engine.peek { sequencer in
            sequencer.tokens.flatMap { token in
                token.contracts.filter { $0.chain == id }.map {
                    Owed(
                        token: token.token, contract: $0.record.contract.address,
                        scale: $0.record.scale, reserve: sequencer.amount(.reserve(id, token.token))
                    )
                }
            }
        }
        checkOutflow(chain, held)
        var missing: Set<TokenID> = []
        for owed in held {
            let payouts = unexecuted.map(\.payout).filter { $0.token == owed.token }
                .reduce(UInt128(0)) { $0.addingReportingOverflow($1.chainAmount).partialValue }
            guard let isCovered = try? isCovered(owed, payouts, on: chain) else { return }
            if !isCovered { missing.insert(owed.token) }
        }
        let before = suspects.withLock { suspects in
            defer { suspects[id] = missing }
            return suspects[id] ?? []
        }
        let confirmed = missing.intersection(before)
        guard !confirmed.isEmpty else {
            if missing.isEmpty { alarms.clear(.custody, chain: id) }
            return
        }
        let tokens = confirmed.map { String($0.rawValue) }.sorted().joined(separator: ", ")
        alarms.raise(
            .custody, chain: id,
            detail:
                "the contract holds less than it owes, or issued more than is out, of token \(tokens)",
            nowMilliseconds: clock.nowMilliseconds)
    }

    /// Whether a contract can pay what it owes of a token with some payouts to come, in its units; of
    /// an issued token, whether no more is out than the ledger says.
    private func isCovered(
        _ owed: Owed, _ payouts: UInt128, on chain: SettledChain
    ) throws(SettlementError) -> Bool {
        let reserve = owed.reserve.floorDivided(by: owed.scale).units
        if owed.token.isIssued {
            let issued = try chain.port.issued(token: owed.contract)
            let waiting = try chain.port.waiting(token: owed.contract)
            let (due, isLarge) = issued.addingReportingOverflow(waiting)
            let (out, isLarger) = due.addingReportingOverflow(payouts)
            return !isLarge && !isLarger && out <= reserve
        }
        let custody = try chain.port.custody(token: owed.contract)
        let (due, isLarge) = reserve.addingReportingOverflow(payouts)
        return !isLarge && custody >= due
    }

    /// Raises an alarm while payouts of a token wait for the limit of outflow.
    private func checkOutflow(_ chain: SettledChain, _ held: [Owed]) {
        let id = chain.port.chain
        var waiting: [String] = []
        for token in held {
            guard let amount = try? chain.port.waiting(token: token.contract) else { return }
            if amount > 0 { waiting.append("\(amount) units of token \(token.token.rawValue)") }
        }
        guard !waiting.isEmpty else { return alarms.clear(.outflow, chain: id) }
        alarms.raise(
            .outflow, chain: id, detail: "waiting: " + waiting.joined(separator: ", "),
            nowMilliseconds: clock.nowMilliseconds)
    }
}
