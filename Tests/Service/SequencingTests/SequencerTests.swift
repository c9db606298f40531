import Bytes
import Ledger
import NodeFixtures
import Sequencing
import Signatures
import Testing
import Transition

/// A sequencer with its log in memory.
struct Bench {
    var sequencer: Sequencer
    var journal: [JournalEntry] = []
    var answers: [UInt64: Sequencer.Answer] = [:]
    var sealed: [BlockPart] = []
    var published = 0
    var nextTicket: UInt64 = 1
    var now: UInt64 = 1_000_000
    var scene = Scene()

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
        for (index, entry) in scene.entries.enumerated() {
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
        var bench = try Bench()
        let published = bench.published
        let ticket = bench.submit(bench.scene.alice.transfer(5, to: AccountID(2)))
        #expect(bench.answers[ticket] == nil)
        #expect(bench.published == published)
        bench.send(.durable(UInt64(bench.journal.count)))
        #expect(bench.answers[ticket] == nil)
        bench.sync()
        guard case .sequenced(let placement)? = bench.answers[ticket] else {
            Issue.record("not sequenced")
            return
        }
        #expect(placement.blockNumber == 1 && placement.index == 6)
        #expect(bench.published == published + 1)
    }

    @Test func rejectionWaitsForWhatItDependsOn() throws {
        var bench = try Bench()
        _ = bench.submit(bench.scene.alice.transfer(1_000 * Scene.coin, to: AccountID(2)))
        let length = bench.journal.count
        let ticket = bench.submit(bench.scene.alice.transfer(1, to: AccountID(2)))
        #expect(bench.journal.count == length)
        #expect(bench.answers[ticket] == nil)
        bench.sync()
        #expect(bench.answers[ticket] == .rejected(.balance))
    }

    @Test func sameOperationGetsItsFirstResult() throws {
        var bench = try Bench()
        let operation = bench.scene.alice.transfer(5, to: AccountID(2))
        let first = bench.submit(operation)
        let length = bench.journal.count
        let second = bench.submit(operation)
        bench.sync()
        #expect(bench.journal.count == length)
        #expect(bench.answers[first] == bench.answers[second])
        var other = operation
        other.authorization.nonce += 1
        let third = bench.submit(other)
        bench.sync()
        #expect(bench.answers[third] == .rejected(.badSignature))
    }

    @Test func signatureVerifiedWithAnotherKeyDoesNotCount() throws {
        var bench = try Bench()
        var operation = bench.scene.alice.transfer(5, to: AccountID(2))
        operation.signature[3] ^= 1
        let id = operation.id(network: Trader.network)
        bench.send(
            .submitted(90, operation, id: id, verifiedKey: bench.scene.bob.key.publicKey))
        bench.sync()
        #expect(bench.answers[90] == .rejected(.badSignature))
    }

    @Test func closesByTimeAndOnlyWhenThereIsSomething() throws {
        var bench = try Bench()
        bench.now += 999
        bench.send(.timePassed)
        #expect(bench.sealed.isEmpty)
        bench.now += 1
        bench.send(.timePassed)
        #expect(bench.sealed.map(\.number) == [1])
        bench.now += 60_000
        bench.send(.timePassed)
        #expect(bench.sealed.count == 1)
        _ = bench.submit(bench.scene.alice.transfer(5, to: AccountID(2)))
        bench.send(.ending)
        #expect(bench.sealed.map(\.timestamp) == [1_000, 1_061])
    }

    @Test func closesBySize() throws {
        var bench = try Bench(maximumOperations: 8)
        for _ in 0..<3 { _ = bench.submit(bench.scene.alice.transfer(5, to: AccountID(2))) }
        #expect(bench.sealed.map { $0.operations.count } == [8])
        #expect(bench.journal.last == .signed(try lastOperation(bench)))
    }

    private func lastOperation(_ bench: Bench) throws -> SignedOperation {
        for case .signed(let operation) in bench.journal.reversed() { return operation }
        throw SequencingError.corruptLog(position: 0)
    }

    @Test func entriesAreTakenInQueueOrder() throws {
        var bench = try Bench(prepared: false)
        let entries = bench.scene.entries
        func entry(_ index: Int) -> Sequencer.Event {
            .confirmed(
                PriorityEntry(
                    chain: Trader.chain, index: UInt64(index), operation: entries[index]))
        }
        bench.send(entry(1))
        #expect(bench.journal.isEmpty)
        bench.send(entry(0))
        bench.send(entry(0))
        bench.send(entry(1))
        #expect(bench.sequencer.nextIndex(of: Trader.chain) == 2)
        #expect(bench.journal.count == 3)
        #expect(bench.sequencer.nextIndex(of: ChainID(9)) == nil)
    }

    @Test func fullBlockOfPayoutsIsClosedAndTheOperationTriedAgain() throws {
        var bench = try Bench()
        let unit: UInt128 = 1_000_000_000_000
        var tickets: [UInt64] = []
        for _ in 0...LedgerLimits.maximumChainOperations {
            tickets.append(bench.submit(bench.scene.alice.withdraw(unit)))
        }
        bench.sync()
        #expect(bench.sealed.count == 1)
        let last = bench.answers[try #require(tickets.last)]
        guard case .sequenced(let placement)? = last else {
            Issue.record("not sequenced")
            return
        }
        #expect(placement.blockNumber == 2 && placement.index == 0)
    }

    @Test func withdrawalAboveReserveTakesNothing() throws {
        var bench = try Bench()
        let ticket = bench.submit(bench.scene.alice.withdraw(Scene.coin, chain: ChainID(2)))
        bench.sync()
        // The token has no contract on the second chain.
        #expect(bench.answers[ticket] == .rejected(.notFound))
        let over = bench.submit(bench.scene.alice.withdraw(1_001 * Scene.coin))
        bench.sync()
        #expect(bench.answers[over] == .rejected(.balance))
    }

    @Test func replayGivesTheSameBlocks() throws {
        var bench = try Bench(maximumOperations: 10)
        for amount in 1...20 {
            _ = bench.submit(bench.scene.alice.transfer(UInt128(amount), to: AccountID(2)))
            _ = bench.submit(bench.scene.bob.withdraw(UInt128(amount) << 50))
        }
        var copy = try Bench(maximumOperations: 10, prepared: false)
        for (index, entry) in bench.journal.enumerated() {
            for action in try copy.sequencer.replay(
                entry, position: UInt64(index) + 1, nowMilliseconds: 5)
            {
                if case .seal(let block, _, _) = action { copy.sealed.append(block) }
            }
        }
        #expect(copy.sealed.map(\.data) == bench.sealed.map(\.data))
        #expect(copy.sealed.map { $0.touched } == bench.sealed.map { $0.touched })
        #expect(copy.sequencer.nextPosition == bench.sequencer.nextPosition)
    }

    @Test func blockIsOpenedAnewWhenTheLogWasCutOffAfterItsOpening() throws {
        let whole = try Bench()
        let opening = try #require(whole.journal.first)
        var cut = try Bench(prepared: false)
        _ = try cut.sequencer.replay(opening, position: 1, nowMilliseconds: cut.now)
        cut.sequencer.finishReplay()
        cut.journal = [opening]
        cut.now += 5_000
        for (index, entry) in cut.scene.entries.enumerated() {
            cut.send(
                .confirmed(
                    PriorityEntry(chain: Trader.chain, index: UInt64(index), operation: entry)))
        }
        var again = try Bench(prepared: false)
        for (index, entry) in cut.journal.enumerated() {
            _ = try again.sequencer.replay(
                entry, position: UInt64(index) + 1, nowMilliseconds: again.now)
        }
        #expect(again.sequencer.nextPosition == cut.sequencer.nextPosition)
        #expect(again.sequencer.nextIndex(of: Trader.chain) == UInt64(cut.scene.entries.count))
        // A block that has operations is not opened anew.
        let next = again.sequencer.nextPosition
        #expect(throws: SequencingError.replayDiverges(position: next)) {
            _ = try again.sequencer.replay(opening, position: next, nowMilliseconds: again.now)
        }
    }

    @Test func replayRefusesARecordThatDoesNotApply() throws {
        var bench = try Bench()
        let operation = bench.scene.alice.transfer(5, to: AccountID(2))
        _ = bench.submit(operation)
        var copy = try Bench(prepared: false)
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
