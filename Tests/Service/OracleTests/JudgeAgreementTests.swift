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

    @Test func confirmsForEveryChainWhatAllStoredAndExecutionGives() throws {
        var script = JudgeScript()
        let start = script.genesis.hash
        let block = JudgeScript.block(after: script.genesis)
        try script.agree(block, after: start)
        #expect(script.judge.agreed == 1)
        let confirmations = script.judge.confirmations(of: 1)
        #expect(confirmations.map(\.chain) == [data, other])
        for confirmation in confirmations {
            #expect(confirmation.headerHash == block.hash)
            #expect(confirmation.syncHash == block.syncHash(after: start))
            #expect(confirmation.epoch == 0)
            #expect(confirmation.number == 1)
        }
        #expect(!script.judge.isHalted)
        #expect(script.judge.alarms.isEmpty)
    }

    @Test func confirmsNeitherTheGenesisNorTheNextBlock() throws {
        var script = JudgeScript()
        try script.agree(JudgeScript.block(after: script.genesis), after: script.genesis.hash)
        #expect(script.judge.confirmations(of: 0).isEmpty)
        #expect(script.judge.confirmations(of: 2).isEmpty)
    }

    @Test func waitsForTheLastChain() throws {
        var script = JudgeScript()
        let block = JudgeScript.block(after: script.genesis)
        try script.store(block, after: script.genesis.hash, on: data)
        let isAccepted = script.judge.accept(block)
        #expect(isAccepted)
        #expect(script.judge.confirmations(of: 1).isEmpty)
        #expect(!script.judge.isHalted)
        try script.store(block, after: script.genesis.hash, on: other)
        #expect(script.judge.confirmations(of: 1).count == 2)
    }

    @Test func waitsForReExecution() throws {
        var script = JudgeScript()
        let block = JudgeScript.block(after: script.genesis)
        #expect(script.judge.nextTask == nil)
        try script.store(block, after: script.genesis.hash, on: data)
        try script.store(block, after: script.genesis.hash, on: other)
        #expect(script.judge.confirmations(of: 1).isEmpty)
        #expect(script.judge.nextTask?.commitment.header == block)
        let isAccepted = script.judge.accept(block)
        #expect(isAccepted)
        #expect(script.judge.confirmations(of: 1).count == 2)
        #expect(script.judge.nextTask == nil)
    }

    @Test func haltsWhenChainsStoredDifferentHeaders() throws {
        var script = JudgeScript()
        let start = script.genesis.hash
        let block = JudgeScript.block(after: script.genesis)
        let forged = JudgeScript.block(after: script.genesis, salt: 9)
        try script.store(block, after: start, on: data)
        try script.store(forged, after: start, on: other)
        #expect(
            script.judge.alarms == [
                .headersDiffer(number: 1, chain: other, expected: block.hash, actual: forged.hash)
            ])
        #expect(script.judge.isHalted)
        let isAccepted = script.judge.accept(block)
        #expect(isAccepted)
        #expect(script.judge.confirmations(of: 1).isEmpty)
    }

    @Test func haltsWhenAChainStoredAnotherSyncHash() throws {
        var script = JudgeScript()
        let block = JudgeScript.block(after: script.genesis)
        try script.store(block, after: script.genesis.hash, on: data)
        try script.store(block, after: Bytes32(), on: other)
        let isAccepted = script.judge.accept(block)
        #expect(isAccepted)
        #expect(script.judge.alarms == [.syncHashDiffers(number: 1, chain: other)])
        #expect(script.judge.isHalted)
        #expect(script.judge.confirmations(of: 1).isEmpty)
    }

    @Test func haltsOnAFalseHeaderUntilItIsReverted() throws {
        var script = JudgeScript()
        let start = script.genesis.hash
        let truth = JudgeScript.block(after: script.genesis)
        let forged = JudgeScript.block(after: script.genesis, salt: 9)
        try script.store(forged, after: start, on: data)
        try script.store(forged, after: start, on: other)
        let isAccepted = script.judge.accept(truth)
        #expect(!isAccepted)
        #expect(
            script.judge.alarms == [
                .falseHeader(number: 1, committed: forged.hash, executed: truth.hash)
            ])
        #expect(script.judge.isHalted)
        #expect(script.judge.nextTask == nil)
        #expect(script.judge.confirmations(of: 1).isEmpty)

        // The refuted block was executed, so the caller's state has to go back; once.
        let wentBack = try script.tell(.blocksReverted(to: 0, epoch: 1), from: data)
        #expect(wentBack)
        let wentBackAgain = try script.tell(.blocksReverted(to: 0, epoch: 1), from: other)
        #expect(!wentBackAgain)
        #expect(!script.judge.isHalted)
        try script.agree(truth, after: start, epoch: 1)
        #expect(script.judge.confirmations(of: 1).map(\.epoch) == [1, 1])
    }

    @Test func haltsOnDataThatIsNoBlock() throws {
        var script = JudgeScript()
        let block = JudgeScript.block(after: script.genesis)
        script.judge.refuseData()
        #expect(script.judge.alarms.isEmpty)
        try script.store(block, after: script.genesis.hash, on: data)
        try script.store(block, after: script.genesis.hash, on: other)
        script.judge.refuseData()
        #expect(script.judge.alarms == [.falseData(number: 1)])
        #expect(script.judge.isHalted)
        #expect(script.judge.confirmations(of: 1).isEmpty)
        let isAccepted = script.judge.accept(block)
        #expect(!isAccepted)
    }

    @Test(arguments: [true, false])
    func comparesQueueRangesWithTheChainsQueue(isTrue: Bool) throws {
        var script = JudgeScript()
        let queued = JudgeScript.deposit(5)
        try script.queue(queued, on: other, index: 0, after: Bytes32())
        let consumed = isTrue ? queued : JudgeScript.deposit(6)
        let block = JudgeScript.block(
            after: script.genesis,
            queue: (start: 0, count: 1, hash: consumed.rollingHash(after: Bytes32())))
        try script.agree(block, after: script.genesis.hash)
        #expect(script.judge.confirmations(of: 1).isEmpty != isTrue)
        #expect(script.judge.isHalted != isTrue)
        #expect(
            script.judge.alarms == (isTrue ? [] : [.queueDiffers(number: 1, chain: other)]))
    }

    @Test func refusesAQueueRangePastItsEnd() throws {
        var script = JudgeScript()
        let hash = JudgeScript.deposit(5).rollingHash(after: Bytes32())
        let block = JudgeScript.block(
            after: script.genesis, queue: (start: 0, count: 1, hash: hash))
        try script.agree(block, after: script.genesis.hash)
        #expect(script.judge.alarms == [.queueDiffers(number: 1, chain: other)])
        #expect(script.judge.confirmations(of: 1).isEmpty)
    }
}
