import Bytes
import Ledger
import Oracle
import Settlement
import Testing
import Transition

/// Confirmations that may be signed, and single faults that forbid each.
@Suite struct JudgeAgreementTests {
    private let data = JudgeScript.data
    private let other = JudgeScript.other
    private let third = JudgeScript.third

    @Test func confirmsForEveryChainWhatAllStored() throws {
        let (script, first, second) = try JudgeScript.twoBlocks()
        #expect(script.judge.agreed == 2)
        let synced = first.syncHash(after: script.genesis.hash)
        for (number, header, syncHash) in [
            (1, first, synced), (2, second, second.syncHash(after: synced)),
        ] as [(UInt64, BlockHeader, Bytes32)] {
            let confirmations = script.judge.confirmations(of: number)
            #expect(confirmations.map(\.chain) == JudgeScript.chains)
            for confirmation in confirmations {
                #expect(confirmation.headerHash == header.hash)
                #expect(confirmation.syncHash == syncHash)
                #expect(confirmation.epoch == 0)
                #expect(confirmation.number == number)
            }
        }
        #expect(!script.judge.isHalted)
        #expect(script.judge.alarms.isEmpty)
    }

    @Test func confirmsNeitherTheGenesisNorTheNextBlock() throws {
        let (script, _, _) = try JudgeScript.twoBlocks()
        #expect(script.judge.confirmations(of: 0).isEmpty)
        #expect(script.judge.confirmations(of: 3).isEmpty)
        #expect(script.judge.confirmations(of: .max).isEmpty)
    }

    @Test(arguments: [[1, 2, 5], [5, 2, 1], [2, 5, 1]] as [[UInt8]])
    func waitsForTheLastChain(order: [UInt8]) throws {
        var script = JudgeScript()
        let block = JudgeScript.block(after: script.genesis)
        for chain in order {
            #expect(script.judge.confirmations(of: 1).isEmpty)
            try script.store(block, after: script.genesis.hash, on: ChainID(chain))
            #expect(!script.judge.isHalted)
        }
        #expect(script.judge.confirmations(of: 1).count == 3)
    }

    @Test func confirmsUpToTheChainThatIsFurthestBehind() throws {
        var (script, _, second) = try JudgeScript.twoBlocks()
        let next = JudgeScript.block(after: second)
        let syncHash = try #require(script.judge.confirmations(of: 2).first?.syncHash)
        for chain in [data, third] { try script.store(next, after: syncHash, on: chain) }
        #expect(script.judge.agreed == 2)
        #expect(script.judge.facts(of: data)?.committed == 3)
    }

    @Test(arguments: [JudgeScript.other, JudgeScript.third])
    func haltsWhenAChainStoredAnotherHeader(liar: ChainID) throws {
        var script = JudgeScript()
        let start = script.genesis.hash
        let block = JudgeScript.block(after: script.genesis)
        let forged = JudgeScript.block(after: script.genesis, salt: 9)
        let expected = OracleAlarm.headersDiffer(
            number: 1, chain: liar, expected: block.hash, actual: forged.hash)
        try script.store(block, after: start, on: data)
        try script.store(forged, after: start, on: liar)
        #expect(script.judge.alarms == [expected], "before every chain has the block")
        for chain in [other, third] where chain != liar {
            try script.store(block, after: start, on: chain)
        }
        #expect(script.judge.alarms == [expected])
        #expect(script.judge.isHalted)
        #expect(script.judge.agreed == 0)

        // What follows on the false block is no further alarm, and nothing of it is confirmed.
        let next = JudgeScript.block(after: forged)
        try script.store(next, after: forged.syncHash(after: start), on: liar)
        #expect(script.judge.alarms == [expected])
        #expect(script.judge.confirmations(of: 1).isEmpty)
        #expect(script.judge.confirmations(of: 2).isEmpty)
    }

    @Test func earlierBlocksStayConfirmedWhenLaterOnesDiffer() throws {
        var (script, _, second) = try JudgeScript.twoBlocks()
        let syncHash = try #require(script.judge.confirmations(of: 2).first?.syncHash)
        try script.store(JudgeScript.block(after: second), after: syncHash, on: data)
        try script.store(JudgeScript.block(after: second, salt: 9), after: syncHash, on: other)
        #expect(script.judge.isHalted)
        #expect(script.judge.agreed == 2)
        #expect(script.judge.confirmations(of: 2).count == 3)
    }

    @Test(arguments: JudgeScript.chains)
    func haltsWhenAChainStoredAnotherSyncHash(liar: ChainID) throws {
        var script = JudgeScript()
        let block = JudgeScript.block(after: script.genesis)
        for chain in JudgeScript.chains {
            let start = chain == liar ? Bytes32() : script.genesis.hash
            try script.store(block, after: start, on: chain)
        }
        #expect(script.judge.alarms == [.syncHashDiffers(number: 1, chain: liar)])
        #expect(script.judge.isHalted)
        #expect(script.judge.agreed == 0)
        #expect(script.judge.confirmations(of: 1).isEmpty)
    }

    /// Faults of a header that every chain stores alike.
    private static let unlinked: [(name: String, alter: @Sendable (inout BlockHeader) -> Void)] = [
        ("network", { $0.network = NetworkID(8) }),
        ("previous hash", { $0.previousHash = Bytes32() }),
        ("a chain missing", { $0.chains.removeLast() }),
        (
            "a chain too many",
            {
                $0.chains.append($0.chains[2])
                $0.chains[3].chain = ChainID(6)
            }
        ),
        ("another chain", { $0.chains[2].chain = ChainID(6) }),
    ]

    @Test(arguments: unlinked.indices)
    func haltsOnAHeaderThatDoesNotFollow(index: Int) throws {
        let (name, alter) = Self.unlinked[index]
        var (script, _, second) = try JudgeScript.twoBlocks()
        let syncHash = try #require(script.judge.confirmations(of: 2).first?.syncHash)
        var header = JudgeScript.block(after: second)
        alter(&header)
        try script.agree(header, after: syncHash)
        #expect(
            script.judge.alarms
                == JudgeScript.chains.map { .unlinkedHeader(number: 3, chain: $0) }, "\(name)")
        #expect(script.judge.isHalted)
        #expect(script.judge.agreed == 2)
        #expect(script.judge.confirmations(of: 3).isEmpty)
    }

    @Test func onlyTheFirstFaultOfAChainIsAnAlarm() throws {
        var script = JudgeScript()
        let first = JudgeScript.block(after: script.genesis)
        try script.store(first, after: Bytes32(), on: third)
        try script.store(JudgeScript.block(after: script.genesis), after: Bytes32(), on: data)
        var second = JudgeScript.block(after: first)
        second.network = NetworkID(8)
        try script.store(second, after: Bytes32(), on: third)
        #expect(
            script.judge.alarms == [
                .syncHashDiffers(number: 1, chain: data), .syncHashDiffers(number: 1, chain: third),
            ])
    }
}

/// Queue ranges of headers, compared with the queue of chain `other`.
@Suite struct JudgeQueueTests {
    private let other = JudgeScript.other
    private static let entries = [5, 6, 7].map { JudgeScript.deposit($0) }

    /// The queue's hash after its first entries.
    private static func hash(_ count: Int) -> Bytes32 {
        entries.prefix(count).reduce(Bytes32()) { $1.rollingHash(after: $0) }
    }

    /// A script in which block 1 took the first of three entries.
    private func script() throws -> (JudgeScript, BlockHeader, Bytes32) {
        var script = JudgeScript()
        for (index, entry) in Self.entries.enumerated() {
            try script.queue(entry, on: other, index: UInt64(index), after: Self.hash(index))
        }
        let first = JudgeScript.block(
            after: script.genesis, queue: (start: 0, count: 1, hash: Self.hash(1)))
        try script.agree(first, after: script.genesis.hash)
        #expect(script.judge.agreed == 1)
        return (script, first, first.syncHash(after: script.genesis.hash))
    }

    @Test(arguments: [0, 1, 2])
    func takesTheNextEntries(count: Int) throws {
        var (script, first, syncHash) = try script()
        let block = JudgeScript.block(
            after: first, queue: (start: 1, count: UInt32(count), hash: Self.hash(1 + count)))
        try script.agree(block, after: syncHash)
        #expect(script.judge.agreed == 2)
        #expect(script.judge.alarms.isEmpty)
    }

    /// Ranges of block 2 that are not what the chain queued.
    private static let wrong: [(name: String, queue: JudgeScript.Queue)] = [
        ("another entry", (1, 1, JudgeScript.deposit(9).rollingHash(after: hash(1)))),
        ("hash of one entry less", (1, 1, hash(1))),
        ("past the end", (1, 3, JudgeScript.deposit(8).rollingHash(after: hash(3)))),
        ("far past the end", (1, .max, hash(3))),
        ("an entry again", (0, 2, hash(2))),
        ("an entry left out", (2, 1, hash(3))),
        ("an end beyond all integers", (.max, 2, hash(1))),
    ]

    @Test(arguments: wrong.indices)
    func refusesAnotherRange(index: Int) throws {
        let (name, queue) = Self.wrong[index]
        var (script, first, syncHash) = try script()
        let block = JudgeScript.block(after: first, queue: queue)
        try script.agree(block, after: syncHash)
        #expect(script.judge.alarms == [.queueDiffers(number: 2, chain: other)], "\(name)")
        #expect(script.judge.agreed == 1, "\(name)")
        #expect(script.judge.confirmations(of: 2).isEmpty, "\(name)")
    }

    @Test func doesNotTakeEntriesOfAnotherChain() throws {
        var script = JudgeScript()
        let entry = Self.entries[0]
        try script.queue(entry, on: JudgeScript.third, index: 0, after: Bytes32())
        let block = JudgeScript.block(
            after: script.genesis, queue: (start: 0, count: 1, hash: Self.hash(1)))
        try script.agree(block, after: script.genesis.hash)
        #expect(script.judge.alarms == [.queueDiffers(number: 1, chain: other)])
        #expect(script.judge.agreed == 0)
    }

    @Test func takesAnEntryAgainAfterARevert() throws {
        var (script, first, syncHash) = try script()
        let range: JudgeScript.Queue = (start: 1, count: 2, hash: Self.hash(3))
        try script.agree(JudgeScript.block(after: first, queue: range), after: syncHash)
        try script.revert(to: 1, epoch: 1)
        let block = JudgeScript.block(after: first, salt: 3, queue: range)
        try script.agree(block, after: syncHash, epoch: 1)
        #expect(script.judge.agreed == 2)
        #expect(script.judge.alarms.isEmpty)
    }
}
