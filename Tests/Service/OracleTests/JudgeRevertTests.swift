import Bytes
import Ledger
import Oracle
import Settlement
import Testing

/// Reverts with their epochs, alarms that they clear, and exodus.
@Suite struct JudgeRevertTests {
    private let data = JudgeScript.data
    private let other = JudgeScript.other
    private let third = JudgeScript.third

    @Test(arguments: JudgeScript.chains)
    func aRevertOfAnyChainTakesAgreementBack(chain: ChainID) throws {
        var (script, _, _) = try JudgeScript.twoBlocks()
        try script.revert(to: 1, epoch: 1, on: [chain])
        #expect(script.judge.agreed == 1)
        #expect(script.judge.confirmations(of: 2).isEmpty)
        for confirmation in script.judge.confirmations(of: 1) {
            #expect(confirmation.epoch == (confirmation.chain == chain ? 1 : 0))
        }
        #expect(script.judge.confirmations(of: 1).count == 3)
        #expect(script.judge.facts(of: chain)?.committed == 1)
        #expect(script.judge.alarms.isEmpty)
    }

    @Test(arguments: JudgeScript.chains)
    func theSameBlockAfterARevertIsConfirmedInTheNextEpoch(chain: ChainID) throws {
        var (script, first, second) = try JudgeScript.twoBlocks()
        try script.revert(to: 1, epoch: 1, on: [chain])
        let syncHash = first.syncHash(after: script.genesis.hash)
        try script.store(second, after: syncHash, on: chain, epoch: 1)
        #expect(script.judge.agreed == 2)
        for confirmation in script.judge.confirmations(of: 2) {
            #expect(confirmation.epoch == (confirmation.chain == chain ? 1 : 0))
            #expect(confirmation.headerHash == second.hash)
        }
    }

    @Test func anotherBlockAfterARevertIsConfirmedInTheNextEpoch() throws {
        var (script, first, _) = try JudgeScript.twoBlocks()
        try script.revert(to: 1, epoch: 1)
        let replacement = JudgeScript.block(after: first, salt: 3)
        let syncHash = first.syncHash(after: script.genesis.hash)
        try script.agree(replacement, after: syncHash, epoch: 1)
        let confirmations = script.judge.confirmations(of: 2)
        #expect(confirmations.map(\.headerHash) == [Bytes32](repeating: replacement.hash, count: 3))
        #expect(confirmations.map(\.epoch) == [1, 1, 1])
        #expect(confirmations.first?.syncHash == replacement.syncHash(after: syncHash))
    }

    @Test(arguments: JudgeScript.chains)
    func anotherBlockAfterARevertOfOneChainDiffers(chain: ChainID) throws {
        var (script, first, second) = try JudgeScript.twoBlocks()
        try script.revert(to: 1, epoch: 1, on: [chain])
        let replacement = JudgeScript.block(after: first, salt: 3)
        let syncHash = first.syncHash(after: script.genesis.hash)
        try script.store(replacement, after: syncHash, on: chain, epoch: 1)
        let isData = chain == data
        #expect(
            script.judge.alarms
                == (isData ? [other, third] : [chain]).map {
                    .headersDiffer(
                        number: 2, chain: $0, expected: isData ? replacement.hash : second.hash,
                        actual: isData ? second.hash : replacement.hash)
                })
        #expect(script.judge.agreed == 1)
    }

    @Test(arguments: [JudgeScript.data, JudgeScript.other])
    func aDifferenceEndsWhenEitherChainRevertsItsBlock(reverting: ChainID) throws {
        var script = JudgeScript()
        let start = script.genesis.hash
        let block = JudgeScript.block(after: script.genesis)
        let forged = JudgeScript.block(after: script.genesis, salt: 9)
        for chain in JudgeScript.chains {
            // The chain that reverts has what the two others have not.
            try script.store(chain == reverting ? forged : block, after: start, on: chain)
        }
        #expect(script.judge.isHalted)
        try script.revert(to: 0, epoch: 1, on: [reverting])
        #expect(!script.judge.isHalted)
        #expect(script.judge.agreed == 0)
        try script.store(block, after: start, on: reverting, epoch: 1)
        #expect(script.judge.confirmations(of: 1).count == 3)
    }

    @Test func aFaultEndsWithItsBlockAndNotBefore() throws {
        var (script, _, second) = try JudgeScript.twoBlocks()
        let syncHash = try #require(script.judge.confirmations(of: 2).first?.syncHash)
        let block = JudgeScript.block(after: second)
        try script.store(block, after: Bytes32(), on: other)
        try script.store(JudgeScript.block(after: block), after: Bytes32(), on: other)
        let alarm = OracleAlarm.syncHashDiffers(number: 3, chain: other)
        #expect(script.judge.alarms == [alarm])
        try script.revert(to: 3, epoch: 1, on: [other])
        #expect(script.judge.alarms == [alarm])
        try script.revert(to: 2, epoch: 2, on: [other])
        #expect(script.judge.alarms.isEmpty)
        #expect(script.judge.agreed == 2)
        try script.store(block, after: syncHash, on: other, epoch: 2)
        for chain in [data, third] { try script.store(block, after: syncHash, on: chain) }
        #expect(script.judge.agreed == 3)
    }

    @Test func refusesABlockOfAnEarlierEpoch() throws {
        var (script, first, second) = try JudgeScript.twoBlocks()
        try script.revert(to: 1, epoch: 1, on: [data])
        let syncHash = first.syncHash(after: script.genesis.hash)
        #expect(throws: SettlementError.malformedAnswer(method: "BlockCommitted")) {
            try script.store(second, after: syncHash, on: data, epoch: 0)
        }
    }

    @Test(arguments: [(2, 1), (3, 1), (1, 0), (1, 2)] as [(UInt64, UInt32)])
    func refusesARevertThatCannotBe(to number: UInt64, epoch: UInt32) throws {
        var (script, _, _) = try JudgeScript.twoBlocks()
        #expect(throws: SettlementError.malformedAnswer(method: "BlocksReverted")) {
            try script.revert(to: number, epoch: epoch, on: [data])
        }
        #expect(script.judge.agreed == 2)
    }

    @Test func refusesAGapInBlocksOrQueue() throws {
        var (script, _, second) = try JudgeScript.twoBlocks()
        let fourth = JudgeScript.block(after: JudgeScript.block(after: second))
        #expect(throws: SettlementError.malformedAnswer(method: "BlockCommitted")) {
            try script.store(fourth, after: Bytes32(), on: data)
        }
        #expect(throws: SettlementError.brokenQueue(index: 1)) {
            try script.queue(JudgeScript.deposit(5), on: other, index: 1, after: Bytes32())
        }
        #expect(throws: SettlementError.brokenQueue(index: 0)) {
            try script.queue(
                JudgeScript.deposit(5), on: other, index: 0, after: Bytes32 { _ in 1 })
        }
        try script.queue(JudgeScript.deposit(5), on: other, index: 0, after: Bytes32())
        #expect(script.judge.facts(of: other)?.queueLength == 1)
    }

    @Test(arguments: JudgeScript.chains)
    func exodusOfOneChainClosesSigningForAll(chain: ChainID) throws {
        var (script, _, _) = try JudgeScript.twoBlocks()
        #expect(script.judge.confirmations(of: 1).count == 3)
        for _ in 0..<2 { try script.tell(.exodusActivated(index: 0), from: chain) }
        #expect(script.judge.isHalted)
        #expect(script.judge.alarms == [.exodus(chain: chain)])
        #expect(script.judge.confirmations(of: 1).isEmpty)
        // A revert does not end it.
        try script.revert(to: 0, epoch: 1)
        #expect(script.judge.alarms == [.exodus(chain: chain)])
    }

    @Test func strangersAreNotHeard() throws {
        var (script, _, _) = try JudgeScript.twoBlocks()
        try script.tell(.exodusActivated(index: 0), from: ChainID(9))
        #expect(!script.judge.isHalted)
        #expect(script.judge.facts(of: ChainID(9)) == nil)
    }
}
