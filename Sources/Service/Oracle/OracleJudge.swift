public import Bytes
public import Ledger
public import Settlement

/// Decides what an oracle may sign: a pure state machine over all chains at finality depth.
///
/// Block n may be confirmed when every chain committed the same header for it, that header follows
/// the one before, its queue range on every chain is that of the chain's queue, every chain stores
/// the sync hash that follows, and the same holds for all blocks before it. What a block computes is
/// not judged: its proof shows that.
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

    private let dataChain: ChainID
    private var histories: [ChainID: ChainHistory] = [:]
    /// The last block up to which each chain has the headers of the data chain.
    private var matched: [ChainID: UInt64] = [:]
    /// Every chain of the network, ascending.
    public let chains: [ChainID]

    /// A judge at the genesis.
    public init(genesis: BlockHeader, dataChain: ChainID) {
        self.dataChain = dataChain
        chains = genesis.chains.map(\.chain)
        for chain in chains {
            histories[chain] = ChainHistory(chain: chain, genesis: genesis)
            matched[chain] = 0
        }
    }

    /// The committed blocks, reverts, queue entries and exodus of a chain at finality depth.
    public func facts(
        of chain: ChainID
    ) -> (committed: UInt64, epoch: UInt32, queueLength: UInt64, isExodus: Bool)? {
        guard let history = histories[chain] else { return nil }
        return (history.committed, history.epoch, history.queueLength, history.isExodus)
    }

    /// Processes a chain's next confirmed event; throws when it cannot follow those before it.
    public mutating func receive(
        _ event: ChainEvent, from chain: ChainID
    ) throws(SettlementError) {
        if let kept = try histories[chain]?.receive(event) {
            for other in chains where chain == dataChain || other == chain {
                matched[other] = min(matched[other] ?? 0, kept)
            }
        }
        compare()
    }

    /// Continues the comparison of every chain with the data chain.
    private mutating func compare() {
        guard let data = histories[dataChain] else { return }
        for (chain, history) in histories {
            var number = matched[chain] ?? 0
            while let own = history.block(number + 1), let expected = data.block(number + 1),
                own.headerHash == expected.headerHash
            { number += 1 }
            matched[chain] = number
        }
    }
}

// MARK: Judging

extension OracleJudge {
    /// The last block up to which all chains saw one history.
    public var agreed: UInt64 {
        histories.values.map { min($0.sound, matched[$0.chain] ?? 0) }.min() ?? 0
    }

    /// What is wrong now, by chain: exodus, the chain's first faulty block, and the first that
    /// differs from the data chain's.
    public var alarms: [OracleAlarm] {
        chains.compactMap { histories[$0] }.flatMap { history in
            let exodus = history.isExodus ? OracleAlarm.exodus(chain: history.chain) : nil
            return [exodus, history.fault, difference(of: history)].compactMap { $0 }
        }
    }

    /// Whether a chain is in exodus or something is wrong: nothing new is signed.
    public var isHalted: Bool { !alarms.isEmpty }

    /// The first block that a chain and the data chain have with different headers.
    private func difference(of history: ChainHistory) -> OracleAlarm? {
        let number = (matched[history.chain] ?? 0) + 1
        guard let own = history.block(number), let expected = histories[dataChain]?.block(number)
        else { return nil }
        return .headersDiffer(
            number: number, chain: history.chain, expected: expected.headerHash,
            actual: own.headerHash)
    }

    /// The confirmations that may be signed for a block, one for each chain, ascending.
    ///
    /// Empty for blocks that are not agreed, and when a chain is in exodus, which ends signing
    /// everywhere.
    public func confirmations(of number: UInt64) -> [Confirmation] {
        guard number >= 1, number <= agreed, !histories.values.contains(where: \.isExodus)
        else { return [] }
        return chains.compactMap { chain in
            guard let history = histories[chain], let block = history.block(number) else {
                return nil
            }
            return Confirmation(
                chain: chain, epoch: history.epoch, number: number, headerHash: block.headerHash,
                syncHash: block.syncHash)
        }
    }
}
