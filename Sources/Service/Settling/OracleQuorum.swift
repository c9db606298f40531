import Bytes
package import Ledger
import Sequencing
import Settlement
import Synchronization

/// Collector of oracles' signatures up to the threshold, and of the last block final for enough.
///
/// A class because the drivers of all chains share it.
package final class OracleQuorum: Sendable {
    private struct State {
        var refreshedAt: UInt64 = 0
        var quorumSince: UInt64 = 0
        var finals: [UInt64] = []
    }

    private let collector: SignatureCollector
    private let alarmMilliseconds: UInt64
    private let alarms: Alarms
    private let state = Mutex(State())

    /// The number of signatures that a chain requires.
    let threshold: Int

    package init(
        oracles: [any OraclePort], threshold: Int?, network: NetworkID,
        alarmMilliseconds: UInt64, alarms: Alarms
    ) {
        collector = SignatureCollector(oracles: oracles, network: network)
        self.alarmMilliseconds = alarmMilliseconds
        self.alarms = alarms
        self.threshold = threshold ?? max(2, 2 * oracles.count / 3 + 1)
    }

    /// The last block that is final on all chains for enough oracles.
    func finalBlock(now: UInt64) -> UInt64 {
        let isDue = state.withLock { state in
            guard
                now >= state.refreshedAt + SettlingLimits.oracleRefreshMilliseconds
                    || now < state.refreshedAt
            else { return false }
            state.refreshedAt = now
            if state.quorumSince == 0 { state.quorumSince = now }
            return true
        }
        if isDue {
            let finals = collector.oracles.compactMap { $0.finalBlock() }.sorted(by: >)
            state.withLock { state in
                state.finals = finals
                if finals.count >= threshold { state.quorumSince = now }
            }
            judge(now)
        }
        return state.withLock { $0.finals.count >= threshold ? $0.finals[threshold - 1] : 0 }
    }

    private func judge(_ now: UInt64) {
        let (count, since) = state.withLock { ($0.finals.count, $0.quorumSince) }
        if count >= threshold {
            alarms.clear(.oracleThreshold)
        } else if now >= since + alarmMilliseconds {
            alarms.raise(
                .oracleThreshold, detail: "\(count) of \(threshold) oracles answer",
                nowMilliseconds: now)
        }
    }

    /// The confirmations of a block for a chain; `nil` when too few oracles gave one.
    func confirmations(
        of block: SealedBlock, chain: ChainID, epoch: UInt32, oracles members: OracleSet
    ) -> [[UInt8]]? {
        collector.confirmations(
            of: SignatureCollector.Block(block), chain: chain, epoch: epoch, members: members)
    }
}

extension SignatureCollector.Block {
    fileprivate init(_ block: SealedBlock) {
        self.init(
            number: block.number, headerHash: block.headerHash, syncHash: block.syncHash)
    }
}
