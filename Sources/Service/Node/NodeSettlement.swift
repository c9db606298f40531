import Dispatch
import Ledger
import NodeApi
import RpcApi
import Scheduling
import Sequencing
import Settlement
import Settling

/// The settlement of a node: a feed and a driver for each chain, and the custody audit.
final class NodeSettlement: Sendable {
    let tracker: SettlementTracker
    let payouts = PayoutIndex()
    let blocks: BlockSource
    let feeds: [PriorityFeed]
    /// Announces steps of settlement newly reached by blocks.
    let reached = Listeners<[SettlementTracker.ReachedStage]>()
    private let drivers: [SettlementDriver]
    private let audit: CustodyAudit

    init(
        _ configuration: NodeConfiguration, _ ports: NodeService.Ports,
        engine: SequencingEngine, blocks: BlockSource, proofs: (any BlockProofSource)?,
        alarms: Alarms
    ) throws(SequencingError) {
        let (tracker, store) = (blocks.tracker, blocks.store)
        self.tracker = tracker
        self.blocks = blocks
        try Self.restore(store, to: tracker, payouts)
        tracker.identified.add { identity in
            let mode = SettlementModeName(identity.mode)
            ports.log("chain \(identity.chain.rawValue) is read; mode \(mode.text)")
        }
        // An answer to a submission leaves after this, so its payout is listed by then.
        engine.published.add { [payouts] effects in
            for payout in effects.payouts { payouts.add(payout) }
        }
        engine.sealed.add { [payouts] block in
            tracker.add(block)
            payouts.add(block)
        }
        // The history is for display: no decision depends on it, so a failed write does no harm.
        reached.add { try? store.save($0) }

        feeds = configuration.chains.map { chain in
            PriorityFeed(
                chain: chain, network: configuration.network, engine: engine, store: store,
                tracker: tracker, alarms: alarms, clock: ports.clock,
                pollMilliseconds: configuration.settlement.pollMilliseconds)
        }
        let oracles = OracleQuorum(
            oracles: configuration.oracles,
            threshold: configuration.settlement.oracleThreshold, network: configuration.network,
            alarmMilliseconds: configuration.settlement.alarmMilliseconds, alarms: alarms)
        drivers = configuration.chains.compactMap { [reached] chain in
            guard let makeAccount = chain.account else { return nil }
            return SettlementDriver(
                chain: chain, tracker: tracker, oracles: oracles, proofs: proofs, alarms: alarms,
                blocks: blocks, clock: ports.clock, settings: configuration.settlement,
                makeAccount: {
                    try Self.account(makeAccount, of: chain.port.chain, store, ports.log)
                },
                reached: { reached.announce($0) })
        }
        audit = CustodyAudit(
            chains: configuration.chains, engine: engine, tracker: tracker, payouts: payouts,
            alarms: alarms, clock: ports.clock)
        engine.sealed.add { [feeds, drivers] block in
            for feed in feeds { feed.stored(block.header) }
            for driver in drivers { driver.signal() }
        }
    }

    /// Reads the stored blocks that may not be executed on every chain back into memory.
    private static func restore(
        _ store: NodeStore, to tracker: SettlementTracker, _ payouts: PayoutIndex
    ) throws(SequencingError) {
        guard let last = try store.checkpoint()?.block, last > 0 else { return }
        let kept = SettlingLimits.blocksKept
        for number in (last > kept ? last - kept + 1 : 1)...last {
            guard let block = try store.block(number) else {
                throw .corruptStore(.block(number))
            }
            tracker.add(block, steps: try store.settlementSteps(of: number))
            payouts.add(block)
        }
    }

    private static func account(
        _ make: SettledChain.AccountFactory, of chain: ChainID, _ store: NodeStore,
        _ log: @escaping @Sendable (String) -> Void
    ) throws -> any SettlementAccount {
        try make(try store.senderState(of: chain)) { state in
            do throws(SequencingError) {
                try store.save(senderState: state, of: chain)
            } catch {
                log("account of chain \(chain.rawValue): \(error)")
            }
        }
    }

    /// Starts reading; returns when every chain is compared with the ledger or did not answer.
    func startReading() {
        for feed in feeds { feed.start() }
        let limit = DispatchTime.now() + .milliseconds(NodeLimits.firstReadingMilliseconds)
        for feed in feeds { feed.awaitFirstRound(limit: limit) }
    }

    func startSettling() {
        for driver in drivers { driver.start() }
        audit.start()
    }

    /// Ends every thread.
    ///
    /// A call that a chain leaves unanswered is not awaited: its effect is read after the next
    /// start.
    func stop() {
        audit.cancel()
        for feed in feeds { feed.cancel() }
        for driver in drivers { driver.cancel() }
        let limit = DispatchTime.now() + .milliseconds(NodeLimits.stopPatienceMilliseconds)
        audit.stop(limit: limit)
        for feed in feeds { feed.stop(limit: limit) }
        for driver in drivers { driver.stop(limit: limit) }
    }
}
