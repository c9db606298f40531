import Bytes
import Dispatch
import Ledger
import RpcApi
import Settlement
import Synchronization

/// Compares what each contract holds with what it owes.
///
/// It owes its reserve and the payouts that it has not executed. What waits in its
/// queue or to be claimed only adds to what it holds.
final class CustodyAudit: Sendable {
    private let node: NodeParts
    private let thread = BackgroundThread()
    private let suspects = Mutex<[ChainID: Set<TokenID>]>([:])

    init(node: NodeParts) { self.node = node }

    func start() {
        thread.start("zkl-audit") { [self] in
            for chain in node.configuration.chains where !chain.isSimulated { check(chain) }
            return .milliseconds(5_000)
        }
    }

    func cancel() { thread.cancel() }

    func stop(limit: DispatchTime = .distantFuture) { thread.stop(limit: limit) }

    private struct Owed {
        let token: TokenID
        let contract: Bytes32
        let scale: UInt64
        let reserve: Amount
    }

    /// Raises an alarm when a shortfall is seen twice: one look may fall between two blocks.
    func check(_ chain: NodeChain) {
        let id = chain.port.chain
        let unexecuted = node.payouts.list(id, board: node.board)
            .filter { $0.status != .executed }
        let held = node.engine.peek { sequencer in
            sequencer.reserves.filter { $0.chain == id }.compactMap { reserve -> Owed? in
                guard
                    case .tokenOnChain(let record)? = sequencer.current(
                        .tokenOnChain(reserve.token, id))
                else { return nil }
                return Owed(
                    token: reserve.token, contract: record.contract, scale: record.scale,
                    reserve: reserve.amount)
            }
        }
        var missing: Set<TokenID> = []
        for owed in held {
            let payouts = unexecuted.compactMap { try? Payout(decoding: $0.payout.bytes) }
                .filter { $0.token == owed.token }
                .reduce(UInt128(0)) { $0.addingReportingOverflow($1.chainAmount).partialValue }
            guard let custody = try? chain.port.custody(token: owed.contract) else { return }
            let reserve = owed.reserve.floorDivided(by: owed.scale).units
            let due = reserve.addingReportingOverflow(payouts)
            if due.overflow || custody < due.partialValue { missing.insert(owed.token) }
        }
        let before = suspects.withLock { suspects in
            defer { suspects[id] = missing }
            return suspects[id] ?? []
        }
        let confirmed = missing.intersection(before)
        guard !confirmed.isEmpty else {
            if missing.isEmpty { node.alarms.clear(.custody, chain: id) }
            return
        }
        let tokens = confirmed.map { String($0.rawValue) }.sorted().joined(separator: ", ")
        node.alarms.raise(
            .custody, chain: id, detail: "the contract holds less than it owes of token \(tokens)",
            nowMilliseconds: node.clock.nowMilliseconds)
    }
}
