import Bytes
import Ledger
import NodeFixtures
import Sequencing
import Signatures
import Testing
import Transition

/// A sequencer with its log in memory.
struct SequencerHarness {
    var sequencer: Sequencer
    var journal: [JournalEntry] = []
    var answers: [UInt64: Sequencer.Answer] = [:]
    var sealed: [BlockPart] = []
    var published = 0
    var nextTicket: UInt64 = 1
    var now: UInt64 = 1_000_000
    var traders = TestTraders()

    init(maximumOperations: Int = 100, prepared: Bool = true) throws {
        let store = RecordStore()
        let genesis = try Genesis(
            network: Trader.network,
            chains: [
                GenesisChain(Trader.chain, evmChainID: 1),
                GenesisChain(ChainID(2), evmChainID: 2),
            ],
            feeOwner: ChainAddress(evm: Bytes20 { _ in 9 }))
        for entry in genesis.records { store.write(entry.record, for: entry.key) }
        sequencer = Sequencer(
            network: Trader.network, store: store, head: genesis.header(root: Bytes32()),
            position: 1,
            settings: Sequencer.Settings(
                blockIntervalMilliseconds: 1_000, maximumOperations: maximumOperations))
        guard prepared else { return }
        for (index, entry) in traders.entries.enumerated() {
            send(
                .confirmed(
                    PriorityEntry(chain: Trader.chain, index: UInt64(index), operation: entry)))
        }
        sync()
    }

    mutating func send(_ event: Sequencer.Event) {
        for action in sequencer.receive(event, nowMilliseconds: now) {
            switch action {
            case .append(let entry): journal.append(entry)
            case .answer(let ticket, let answer): answers[ticket] = answer
            case .seal(let block, _, _): sealed.append(block)
            case .publish: published += 1
            case .releaseAnswer, .halt: break
            }
        }
    }

    mutating func submit(_ operation: SignedOperation) -> UInt64 {
        defer { nextTicket += 1 }
        send(
            .submitted(
                nextTicket, operation, id: operation.id(network: Trader.network),
                verifiedKey: nil))
        return nextTicket
    }

    /// The disk has everything.
    mutating func sync() { send(.durable(UInt64(journal.count) + 1)) }
}

@Suite struct SequencerTests {
    @Test func answersOnlyWhatIsDurable() throws {
        var harness = try SequencerHarness()
        let published = harness.published
        let ticket = harness.submit(harness.traders.alice.transfer(5, to: AccountID(2)))
        #expect(harness.answers[ticket] == nil)
        #expect(harness.published == published)
        harness.send(.durable(UInt64(harness.journal.count)))
        #expect(harness.answers[ticket] == nil)
        harness.sync()
        guard case .sequenced(let placement)? = harness.answers[ticket] else {
            Issue.record("not sequenced")
            return
        }
        #expect(placement.blockNumber == 1 && placement.index == 6)
        #expect(harness.published == published + 1)
    }

    @Test func rejectionWaitsForWhatItDependsOn() throws {
        var harness = try SequencerHarness()
        _ = harness.submit(
            harness.traders.alice.transfer(1_000 * TestTraders.coin, to: AccountID(2)))
        let length = harness.journal.count
        let ticket = harness.submit(harness.traders.alice.transfer(1, to: AccountID(2)))
        #expect(harness.journal.count == length)
        #expect(harness.answers[ticket] == nil)
        harness.sync()
        #expect(harness.answers[ticket] == .rejected(.balance))
    }

    @Test func sameOperationGetsItsFirstResult() throws {
        var harness = try SequencerHarness()
        let operation = harness.traders.alice.transfer(5, to: AccountID(2))
        let first = harness.submit(operation)
        let length = harness.journal.count
        let second = harness.submit(operation)
        harness.sync()
        #expect(harness.journal.count == length)
        #expect(harness.answers[first] == harness.answers[second])
        var other = operation
        other.authorization.nonce += 1
        let third = harness.submit(other)
        harness.sync()
        #expect(harness.answers[third] == .rejected(.badSignature))
    }

    @Test func signatureVerifiedWithAnotherKeyDoesNotCount() throws {
        var harness = try SequencerHarness()
        var operation = harness.traders.alice.transfer(5, to: AccountID(2))
        operation.signature[3] ^= 1
        let id = operation.id(network: Trader.network)
        harness.send(
            .submitted(90, operation, id: id, verifiedKey: harness.traders.bob.key.publicKey))
        harness.sync()
        #expect(harness.answers[90] == .rejected(.badSignature))
    }

    @Test func closesByTimeAndOnlyWhenThereIsSomething() throws {
        var harness = try SequencerHarness()
        harness.now += 999
        harness.send(.timePassed)
        #expect(harness.sealed.isEmpty)
        harness.now += 1
        harness.send(.timePassed)
        #expect(harness.sealed.map(\.number) == [1])
        harness.now += 60_000
        harness.send(.timePassed)
        #expect(harness.sealed.count == 1)
        _ = harness.submit(harness.traders.alice.transfer(5, to: AccountID(2)))
        harness.send(.ending)
        #expect(harness.sealed.map(\.timestamp) == [1_000, 1_061])
    }

    /// An observation may be 5 seconds ahead of its block: a newer one gets a newer block.
    @Test func pricesThatAreTooNewForTheBlockOpenAnother() throws {
        var harness = try SequencerHarness()
        let members = SignerAccounts([.fees, AccountID(1), AccountID(2)])
        let governance: [PriorityOperation] = [
            .setSigners(
                SetSigners(set: SignerSetID(0), threshold: 3, members: try #require(members))),
            .setFeed(
                SetFeed(
                    feed: FeedID(priceOf: Trader.token), kind: .dollarCoin,
                    signers: SignerSetID(0))),
        ]
        for (index, operation) in governance.enumerated() {
            harness.send(
                .confirmed(
                    PriorityEntry(
                        chain: Trader.chain, index: UInt64(6 + index), operation: operation)))
        }
        func post(_ time: UInt64) -> SignedBody {
            var prices = BoundedList<4, PostedPrice>()
            prices.append(
                PostedPrice(FeedID(priceOf: Trader.token), Amount(TestTraders.coin)))
            return .postPrices(PostPrices(time: time, prices: prices))
        }
        // The block opened at second 1,000.
        let within = harness.submit(harness.traders.alice.sign(post(1_005)))
        harness.now += 9_000
        let future = harness.submit(harness.traders.bob.sign(post(1_015)))
        harness.sync()
        guard case .sequenced(let first)? = harness.answers[within] else {
            Issue.record("refused")
            return
        }
        #expect(first.blockNumber == 1)
        #expect(harness.answers[future] == .rejected(.stalePrice))
        #expect(harness.sealed.isEmpty)
        let newer = harness.submit(harness.traders.alice.sign(post(1_009)))
        harness.sync()
        guard case .sequenced(let second)? = harness.answers[newer] else {
            Issue.record("refused")
            return
        }
        #expect(second.blockNumber == 2 && second.index == 0)
        #expect(harness.sealed.map(\.number) == [1])
        let older = harness.submit(harness.traders.alice.sign(post(900)))
        harness.sync()
        #expect(harness.answers[older] == .rejected(.stalePrice) && harness.sealed.count == 1)
    }

    @Test func closesBySize() throws {
        var harness = try SequencerHarness(maximumOperations: 8)
        for _ in 0..<3 { _ = harness.submit(harness.traders.alice.transfer(5, to: AccountID(2))) }
        #expect(harness.sealed.map { $0.operations.count } == [8])
        #expect(harness.journal.last == .signed(try lastOperation(harness)))
    }

    private func lastOperation(_ harness: SequencerHarness) throws -> SignedOperation {
        for case .signed(let operation) in harness.journal.reversed() { return operation }
        throw SequencingError.corruptLog(position: 0)
    }

    @Test func entriesAreTakenInQueueOrder() throws {
        var harness = try SequencerHarness(prepared: false)
        let entries = harness.traders.entries
        func entry(_ index: Int) -> Sequencer.Event {
            .confirmed(
                PriorityEntry(
                    chain: Trader.chain, index: UInt64(index), operation: entries[index]))
        }
        harness.send(entry(1))
        #expect(harness.journal.isEmpty)
        harness.send(entry(0))
        harness.send(entry(0))
        harness.send(entry(1))
        #expect(harness.sequencer.nextIndex(of: Trader.chain) == 2)
        #expect(harness.journal.count == 3)
        #expect(harness.sequencer.nextIndex(of: ChainID(9)) == nil)
    }

    @Test func fullBlockOfPayoutsIsClosedAndTheOperationTriedAgain() throws {
        var harness = try SequencerHarness()
        let unit: UInt128 = 1_000_000_000_000
        var tickets: [UInt64] = []
        for _ in 0...LedgerLimits.maximumChainOperations {
            tickets.append(harness.submit(harness.traders.alice.withdraw(unit)))
        }
        harness.sync()
        #expect(harness.sealed.count == 1)
        let last = harness.answers[try #require(tickets.last)]
        guard case .sequenced(let placement)? = last else {
            Issue.record("not sequenced")
            return
        }
        #expect(placement.blockNumber == 2 && placement.index == 0)
    }

    @Test func withdrawalAboveReserveTakesNothing() throws {
        var harness = try SequencerHarness()
        let ticket = harness.submit(
            harness.traders.alice.withdraw(TestTraders.coin, chain: ChainID(2)))
        harness.sync()
        // The token has no contract on the second chain.
        #expect(harness.answers[ticket] == .rejected(.notFound))
        let over = harness.submit(harness.traders.alice.withdraw(1_001 * TestTraders.coin))
        harness.sync()
        #expect(harness.answers[over] == .rejected(.balance))
    }

    @Test func replayGivesTheSameBlocks() throws {
        var harness = try SequencerHarness(maximumOperations: 10)
        for amount in 1...20 {
            _ = harness.submit(harness.traders.alice.transfer(UInt128(amount), to: AccountID(2)))
            _ = harness.submit(harness.traders.bob.withdraw(UInt128(amount) << 50))
        }
        var copy = try SequencerHarness(maximumOperations: 10, prepared: false)
        for (index, entry) in harness.journal.enumerated() {
            for action in try copy.sequencer.replay(
                entry, position: UInt64(index) + 1, nowMilliseconds: 5)
            {
                if case .seal(let block, _, _) = action { copy.sealed.append(block) }
            }
        }
        #expect(copy.sealed.map(\.encoded) == harness.sealed.map(\.encoded))
        #expect(copy.sealed.map { $0.touched } == harness.sealed.map { $0.touched })
        #expect(copy.sequencer.nextPosition == harness.sequencer.nextPosition)
    }

    @Test func blockIsOpenedAnewWhenTheLogWasCutOffAfterItsOpening() throws {
        let whole = try SequencerHarness()
        let opening = try #require(whole.journal.first)
        var cut = try SequencerHarness(prepared: false)
        _ = try cut.sequencer.replay(opening, position: 1, nowMilliseconds: cut.now)
        cut.sequencer.finishReplay()
        cut.journal = [opening]
        cut.now += 5_000
        for (index, entry) in cut.traders.entries.enumerated() {
            cut.send(
                .confirmed(
                    PriorityEntry(chain: Trader.chain, index: UInt64(index), operation: entry)))
        }
        var again = try SequencerHarness(prepared: false)
        for (index, entry) in cut.journal.enumerated() {
            _ = try again.sequencer.replay(
                entry, position: UInt64(index) + 1, nowMilliseconds: again.now)
        }
        #expect(again.sequencer.nextPosition == cut.sequencer.nextPosition)
        #expect(again.sequencer.nextIndex(of: Trader.chain) == UInt64(cut.traders.entries.count))
        // A block that has operations is not opened anew.
        let next = again.sequencer.nextPosition
        #expect(throws: SequencingError.replayDiverges(position: next)) {
            _ = try again.sequencer.replay(opening, position: next, nowMilliseconds: again.now)
        }
    }

    @Test func replayRefusesARecordThatDoesNotApply() throws {
        var harness = try SequencerHarness()
        let operation = harness.traders.alice.transfer(5, to: AccountID(2))
        _ = harness.submit(operation)
        var copy = try SequencerHarness(prepared: false)
        #expect(throws: SequencingError.replayDiverges(position: 1)) {
            _ = try copy.sequencer.replay(.signed(operation), position: 1, nowMilliseconds: 0)
        }
        #expect(throws: SequencingError.replayDiverges(position: 2)) {
            _ = try copy.sequencer.replay(
                .opened(number: 1, timestamp: 5), position: 2, nowMilliseconds: 0)
        }
    }
}

@Suite struct JournalEntryTests {
    @Test func readsWhatItWrites() throws {
        var trader = Trader(3)
        let entries: [JournalEntry] = [
            .opened(number: 7, timestamp: 9), .signed(trader.transfer(1, to: AccountID(2))),
            .priority(
                PriorityEntry(chain: ChainID(2), index: 4, operation: trader.deposit(5))),
            .closed(number: 7),
        ]
        for entry in entries {
            #expect(try JournalEntry(type: entry.type, payload: entry.payload) == entry)
            #expect(throws: DecodingError.self) {
                try JournalEntry(type: entry.type, payload: entry.payload + [0])
            }
        }
        #expect(throws: DecodingError.self) { try JournalEntry(type: 9, payload: []) }
    }
}
