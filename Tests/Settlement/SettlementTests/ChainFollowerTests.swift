import Bytes
import Ledger
import Settlement
import Testing
import Transition

/// Logs are believed only when they agree with the contracts.
@Suite struct ChainFollowerTests {
    private let most = SettlementLimits.pausedRoundCount

    /// Advances until events arrive or the rounds of the longest pause are over.
    private func deposits(_ follower: inout ChainFollower) throws -> [UInt64] {
        for _ in 0...most {
            let found = QueueChain.amounts(try follower.advance().confirmed)
            if !found.isEmpty { return found }
        }
        return []
    }

    @Test func withheldLogsAreNoticedAtOnceAndReadAgain() throws {
        let chain = QueueChain(depth: 3)
        var follower = chain.follower()
        chain.append([7])
        chain.withheld = [1]
        // The block is above the confirmation depth yet.
        #expect(try follower.advance().fault == .logsDisagree(blockNumber: 1))
        for _ in 0..<5 {
            chain.append([])
            #expect(try deposits(&follower) == [])
            #expect(follower.confirmed == chain.start)
        }
        chain.withheld = []
        #expect(try deposits(&follower) == [7])
        chain.append([8])
        chain.mine(3)
        let round = try follower.advance()
        #expect(QueueChain.amounts(round.confirmed) == [8] && round.fault == nil)
    }

    @Test func pausesLongerAfterEachDisagreement() throws {
        let chain = QueueChain(depth: 0)
        var follower = chain.follower()
        chain.append([7])
        chain.withheld = [1]
        var asked: [Int] = []
        for round in 0..<100 {
            let before = chain.readCount
            #expect(try follower.advance().fault == .logsDisagree(blockNumber: 1))
            if chain.readCount > before { asked.append(round) }
        }
        #expect(asked == [0, 2, 6, 14, 30, 62, 94])
    }

    @Test func withheldLogsOfARangeAreReadAgain() throws {
        let chain = QueueChain(depth: 12)
        var follower = chain.follower()
        for number in 1...1_500 { chain.append(number == 700 ? [7] : number == 900 ? [9] : []) }
        for withheld in [700, 900] as [UInt64] {
            chain.withheld = [withheld]
            #expect(try deposits(&follower) == [])
            #expect(follower.confirmed == chain.start)
        }
        chain.withheld = []
        #expect(try deposits(&follower) == [7, 9])
    }

    @Test func eventsWaitForABlockWhoseStateTheNodeHas() throws {
        let chain = QueueChain(depth: 12)
        var follower = chain.follower()
        chain.append([7])
        chain.mine(1_400)
        chain.firstState = 1_300
        #expect(QueueChain.amounts(try follower.advance(limit: 1).confirmed).isEmpty)
        #expect(follower.confirmed == chain.start)
        #expect(QueueChain.amounts(try follower.advance().confirmed) == [7])
        // At the confirmation depth the state is needed.
        chain.mine(3)
        chain.firstState = 10_000
        #expect(throws: SettlementError.self) { try follower.advance() }
        chain.firstState = 0
        #expect(try follower.advance().checkpoint != nil)
    }

    @Test func followsAChainAgainThatHoldsWhatTheLedgerTook() throws {
        let chain = QueueChain(depth: 3)
        var follower = chain.follower()
        chain.mine(5)
        chain.append([7])
        chain.append([8])
        chain.mine(4)
        #expect(try deposits(&follower) == [7, 8])
        let ledger = try queue([7, 8])
        chain.remove(5)
        chain.mine(8)
        let replaced = try follower.advance().fault
        guard case .replaced = replaced else { return #expect(Bool(false), "not noticed") }
        #expect(try follower.rejoin(ledger, startBlock: 0) == nil)
        // Another entry at the index, then a second one with the content of the first.
        var other = chain.follower()
        chain.append([9])
        chain.mine(4)
        #expect(try follower.rejoin(ledger, startBlock: 0) == nil)
        #expect(try deposits(&other) == [7, 9])
        chain.remove(5)
        chain.append([8, 10])
        chain.mine(2)
        #expect(try follower.rejoin(ledger, startBlock: 0) == nil, "not at the depth yet")
        chain.mine(1)
        let start = try #require(try follower.rejoin(ledger, startBlock: 0))
        #expect(start.nextIndex <= 2)
        let again = try deposits(&follower)
        #expect(again.last == 10 && again == Array([7, 8, 10].suffix(again.count)))
        #expect(try follower.advance().fault == nil)
    }

    @Test func followsAgainFromTheStartWhereOldStateIsMissing() throws {
        let chain = QueueChain(depth: 3)
        var follower = chain.follower()
        chain.append([7])
        chain.mine(40)
        #expect(try deposits(&follower) == [7])
        chain.remove(10)
        chain.append([8])
        chain.mine(20)
        chain.firstState = 45
        _ = try follower.advance()
        let start = try follower.rejoin(try queue([7]), startBlock: 0)
        #expect(start == QueueFollower())
        #expect(try deposits(&follower) == [7, 8])
    }

    /// The queue after deposits of these amounts.
    private func queue(_ amounts: [UInt64]) throws -> QueueFollower {
        var hash = Bytes32()
        for amount in amounts { hash = QueueChain.deposit(amount).rollingHash(after: hash) }
        return QueueFollower(nextIndex: UInt64(amounts.count), rollingHash: hash)
    }
}

/// What the contracts say after commits and reverts.
@Suite struct EventTallyTests {
    private func commit(_ number: UInt64, epoch: UInt32 = 0) -> ChainEvent {
        let header = BlockHeader(
            network: NetworkID(7), number: number, previousHash: Bytes32(), timestamp: number,
            oldRoot: Bytes32(), newRoot: Bytes32(), dataHash: Bytes32(), chains: [])
        return .blockCommitted(
            BlockCommitment(
                header: header, headerHash: header.hash, syncHash: sync(number), epoch: epoch,
                encodedOperations: []))
    }

    private func sync(_ number: UInt64) -> Bytes32 { Bytes32 { _ in UInt8(number) } }

    private func state(
        committed: UInt64, epoch: UInt32 = 0, isExodus: Bool = false
    ) -> ContractState {
        ContractState(
            queueLength: 0, queueHash: Bytes32(), committed: committed,
            syncHash: committed == 0 ? nil : sync(committed), epoch: epoch, isExodus: isExodus)
    }

    @Test func withheldCommitsRevertsAndExodusAreNoticed() throws {
        var tally = EventTally(chain: ChainID(1))
        #expect(tally.agrees(with: state(committed: 0)))
        #expect(!tally.agrees(with: state(committed: 1)))
        for number in 1...3 as ClosedRange<UInt64> { try tally.receive(commit(number)) }
        #expect(tally.agrees(with: state(committed: 3)))
        #expect(!tally.agrees(with: state(committed: 1, epoch: 1)))
        try tally.receive(.blocksReverted(to: 1, epoch: 1))
        #expect(tally.agrees(with: state(committed: 1, epoch: 1)))
        #expect(!tally.agrees(with: state(committed: 1, epoch: 1, isExodus: true)))
        try tally.receive(.exodusActivated(index: 0))
        #expect(tally.agrees(with: state(committed: 1, epoch: 1, isExodus: true)))
    }

    @Test func eventsThatDoNotFollowAreRefused() throws {
        var tally = EventTally(chain: ChainID(1))
        #expect(throws: SettlementError.self) { try tally.receive(commit(2)) }
        #expect(throws: SettlementError.self) { try tally.receive(commit(1, epoch: 1)) }
        try tally.receive(commit(1))
        #expect(throws: SettlementError.self) { try tally.receive(commit(1)) }
        #expect(throws: SettlementError.self) {
            try tally.receive(.blocksReverted(to: 1, epoch: 1))
        }
        #expect(throws: SettlementError.self) {
            try tally.receive(.blocksReverted(to: 0, epoch: 2))
        }
    }

    @Test func aTallyOfTheQueueAloneLeavesBlocksOut() throws {
        var tally = EventTally(chain: ChainID(1), queue: QueueFollower())
        try tally.receive(commit(5))
        #expect(tally.agrees(with: state(committed: 2)))
    }
}
