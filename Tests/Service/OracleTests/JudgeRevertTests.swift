import Bytes
import Ledger
import Oracle
import Settlement
import Testing

/// Reverts with their epochs, exodus, and the ranges that may be attested.
@Suite struct JudgeRevertTests {
    private let data = JudgeScript.data
    private let other = JudgeScript.other

    /// A script in which blocks 1 and 2 agree, with the headers.
    private func twoBlocks() throws -> (JudgeScript, BlockHeader, BlockHeader) {
        var script = JudgeScript()
        let first = JudgeScript.block(after: script.genesis)
        let second = JudgeScript.block(after: first)
        let start = script.genesis.hash
        try script.agree(first, after: start)
        try script.agree(second, after: first.syncHash(after: start))
        return (script, first, second)
    }

    @Test func aRevertOfTheDataChainTakesExecutionBack() throws {
        var (script, first, second) = try twoBlocks()
        #expect(script.judge.lastExecuted == second)
        let wentBack = try script.tell(.blocksReverted(to: 1, epoch: 1), from: data)
        #expect(wentBack)
        #expect(script.judge.lastExecuted == first)
        #expect(script.judge.agreed == 1)
        #expect(script.judge.confirmations(of: 1).map(\.epoch) == [1, 0])
        #expect(script.judge.confirmations(of: 2).isEmpty)
    }

    @Test func aRevertOfAnotherChainOnlyTakesAgreementBack() throws {
        var (script, _, second) = try twoBlocks()
        let wentBack = try script.tell(.blocksReverted(to: 1, epoch: 1), from: other)
        #expect(!wentBack)
        #expect(script.judge.lastExecuted == second)
        #expect(script.judge.agreed == 1)
        #expect(script.judge.confirmations(of: 2).isEmpty)
        #expect(script.judge.facts(of: other)?.epoch == 1)
        #expect(script.judge.facts(of: data)?.epoch == 0)
    }

    @Test func anotherBlockAfterARevertIsConfirmedInTheNextEpoch() throws {
        var (script, first, _) = try twoBlocks()
        for chain in [data, other] {
            _ = try script.tell(.blocksReverted(to: 1, epoch: 1), from: chain)
        }
        let replacement = JudgeScript.block(after: first, salt: 3)
        let syncHash = first.syncHash(after: script.genesis.hash)
        try script.agree(replacement, after: syncHash, epoch: 1)
        let confirmations = script.judge.confirmations(of: 2)
        #expect(confirmations.map(\.headerHash) == [replacement.hash, replacement.hash])
        #expect(confirmations.map(\.epoch) == [1, 1])
        #expect(confirmations.first?.syncHash == replacement.syncHash(after: syncHash))
    }

    @Test func refusesABlockOfAnEarlierEpoch() throws {
        var (script, first, second) = try twoBlocks()
        _ = try script.tell(.blocksReverted(to: 1, epoch: 1), from: data)
        let syncHash = first.syncHash(after: script.genesis.hash)
        #expect(throws: SettlementError.malformedAnswer(method: "BlockCommitted")) {
            try script.store(second, after: syncHash, on: data, epoch: 0)
        }
    }

    @Test(arguments: [(2, 1), (3, 1), (1, 0), (1, 2)] as [(UInt64, UInt32)])
    func refusesARevertThatCannotBe(to number: UInt64, epoch: UInt32) throws {
        var (script, _, _) = try twoBlocks()
        #expect(throws: SettlementError.malformedAnswer(method: "BlocksReverted")) {
            try script.tell(.blocksReverted(to: number, epoch: epoch), from: data)
        }
        #expect(script.judge.agreed == 2)
    }

    @Test func refusesAGapInBlocksOrQueue() throws {
        var (script, _, second) = try twoBlocks()
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

    @Test func exodusOfOneChainClosesSigningForAll() throws {
        var (script, _, _) = try twoBlocks()
        #expect(script.judge.confirmations(of: 1).count == 2)
        #expect(script.judge.attestedRange(first: 1, last: 2) != nil)
        _ = try script.tell(.exodusActivated(index: 0), from: other)
        #expect(script.judge.isHalted)
        #expect(script.judge.alarms == [.exodus(chain: other)])
        #expect(script.judge.confirmations(of: 1).isEmpty)
        #expect(script.judge.attestedRange(first: 1, last: 2) == nil)
    }

    @Test func anAlarmIsRaisedOnce() throws {
        var (script, _, _) = try twoBlocks()
        _ = try script.tell(.exodusActivated(index: 0), from: other)
        _ = try script.tell(.exodusActivated(index: 0), from: other)
        script.judge.raise(.exodus(chain: other))
        #expect(script.judge.alarms.count == 1)
        script.judge.raise(.exodus(chain: data))
        #expect(script.judge.alarms.count == 2)
    }

    @Test func strangersAreNotHeard() throws {
        var (script, _, _) = try twoBlocks()
        _ = try script.tell(.exodusActivated(index: 0), from: ChainID(9))
        #expect(!script.judge.isHalted)
        #expect(script.judge.facts(of: ChainID(9)) == nil)
    }

    @Test func attestsRangesOfAgreedBlocks() throws {
        let (script, first, second) = try twoBlocks()
        let judge = script.judge
        let table: [(UInt64, UInt64, Bytes32?, Bytes32?)] = [
            (1, 1, script.genesis.hash, first.hash), (1, 2, script.genesis.hash, second.hash),
            (2, 2, first.hash, second.hash), (0, 1, nil, nil), (2, 1, nil, nil),
            (1, 3, nil, nil), (3, 3, nil, nil), (0, .max, nil, nil),
        ]
        for (from, to, previous, last) in table {
            let range = judge.attestedRange(first: from, last: to)
            #expect(range?.previous == previous, "\(from)...\(to)")
            #expect(range?.last == last, "\(from)...\(to)")
        }
    }
}
