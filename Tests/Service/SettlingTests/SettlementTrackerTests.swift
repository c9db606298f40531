import Bytes
import Ledger
import Scheduling
import Sequencing
import Settlement
import Settling
import Testing
import Transition

/// Stages of blocks by the counters of two contracts.
@Suite struct SettlementTrackerTests {
    private static let chains = [ChainID(1), ChainID(2)]

    private func block(_ number: UInt64) -> SealedBlock {
        let header = BlockHeader(
            network: NetworkID(7), number: number, previousHash: Bytes32(), timestamp: number,
            oldRoot: Bytes32(), newRoot: Bytes32(), dataHash: Bytes32(), chains: [])
        return SealedBlock(
            header: header, headerHash: header.hash, syncHash: Bytes32(),
            encoded: EncodedOperations(),
            operationCount: 0, operations: [], time: 0)
    }

    private func progress(
        _ committed: UInt64, _ proven: UInt64, _ confirmed: UInt64, _ executed: UInt64
    ) -> ChainProgress {
        ChainProgress(
            committed: committed, proven: proven, confirmed: confirmed, executed: executed,
            epoch: 0, queueLength: 0, queueCommitted: 0, queueExecuted: 0,
            areBlocksPaused: false, isExodus: false)
    }

    private func tracker(blocks: ClosedRange<UInt64>) -> SettlementTracker {
        let tracker = SettlementTracker(chains: Self.chains)
        for number in blocks { tracker.add(block(number)) }
        return tracker
    }

    @Test func stageIsTheLeastOfAllChains() {
        let tracker = tracker(blocks: 1...3)
        #expect(tracker.stage(of: 1, on: Self.chains) == .sequenced)
        _ = tracker.update(ChainID(1), progress(3, 2, 1, 1), now: 5)
        _ = tracker.update(ChainID(2), progress(2, 1, 1, 0), now: 6)
        #expect(tracker.stage(of: 1, on: ChainID(1)) == .executed)
        #expect(tracker.stage(of: 1, on: Self.chains) == .confirmed)
        #expect(tracker.stage(of: 2, on: Self.chains) == .committed)
        #expect(tracker.stage(of: 3, on: Self.chains) == .sequenced)
    }

    @Test func confirmedCountsOnlyWhenProven() {
        let tracker = tracker(blocks: 1...2)
        _ = tracker.update(ChainID(1), progress(2, 1, 2, 0), now: 5)
        #expect(tracker.stage(of: 2, on: ChainID(1)) == .committed)
        #expect(tracker.stage(of: 1, on: ChainID(1)) == .confirmed)
    }

    @Test func stepsAreReportedOnceWithTheirTime() throws {
        let tracker = tracker(blocks: 1...2)
        let first = tracker.update(ChainID(1), progress(1, 0, 0, 0), now: 5)
        #expect(first.map(\.block) == [1] && first.map(\.step) == [.commit])
        #expect(tracker.update(ChainID(1), progress(1, 0, 0, 0), now: 6).isEmpty)
        let later = tracker.update(ChainID(1), progress(2, 1, 0, 0), now: 7)
        #expect(later.map(\.step) == [.prove, .commit] && later.map(\.block) == [1, 2])
        let entry = try #require(tracker.entry(1))
        #expect(entry.steps[ChainID(1)]?[.commit]?.time == 5)
        #expect(entry.steps[ChainID(1)]?[.prove]?.time == 7)
    }

    @Test func transactionIsFilledInWhicheverComesFirst() throws {
        let tracker = tracker(blocks: 1...2)
        let hash = Bytes32 { _ in 3 }
        #expect(tracker.note(hash, chain: ChainID(1), step: .commit, blocks: 1...1).isEmpty)
        let reached = tracker.update(ChainID(1), progress(2, 0, 0, 0), now: 5)
        #expect(reached.map(\.record.transaction) == [hash, nil])
        let filled = tracker.note(hash, chain: ChainID(1), step: .commit, blocks: 2...2)
        #expect(filled.map(\.block) == [2] && filled.map(\.record.transaction) == [hash])
        #expect(filled.map(\.record.time) == [5])
    }

    @Test func blocksLeaveMemoryOnlyWhenEveryChainHasExecutedThem() {
        let kept = SettlingLimits.blocksKept
        let tracker = tracker(blocks: 1...kept + 2)
        #expect(tracker.entry(1) != nil)
        _ = tracker.update(ChainID(1), progress(2, 2, 2, 2), now: 1)
        _ = tracker.update(ChainID(2), progress(2, 2, 2, 1), now: 1)
        tracker.add(block(kept + 3))
        #expect(tracker.entry(1) == nil)
        #expect(tracker.entry(2) != nil)
        #expect(tracker.latest == kept + 3)
        #expect(tracker.unexecuted.first?.number == 2)
    }
}

@Suite struct AlarmsTests {
    @Test func alarmKeepsItsFirstTimeAndIsAnnouncedOnce() {
        let alarms = Alarms()
        nonisolated(unsafe) var changes = 0
        alarms.changed.add { _ in changes += 1 }
        alarms.raise(.custody, chain: ChainID(1), detail: "a", nowMilliseconds: 5)
        alarms.raise(.custody, chain: ChainID(1), detail: "b", nowMilliseconds: 9)
        #expect(alarms.raised.map(\.time) == [5] && alarms.raised.map(\.detail) == ["b"])
        #expect(alarms.isRaised(.custody, chain: ChainID(1)))
        #expect(!alarms.isRaised(.custody, chain: ChainID(2)))
        #expect(alarms.count(.custody) == 1 && changes == 1)
        alarms.clear(.custody, chain: ChainID(1))
        alarms.clear(.custody, chain: ChainID(1))
        #expect(alarms.raised.isEmpty && changes == 2)
    }
}
