import Bytes
import Foundation
import Ledger
import Network
import NodeFixtures
import RpcApi
import Settlement
import Settling
import Simulation
import Testing

/// What a node does while a chain and the ledger disagree, and after.
@Suite struct DisagreementTests {
    private let coin = TestTraders.coin

    private func network(_ running: RunningNode) throws -> NetworkInfo {
        try NetworkMethod.result(running.client.call(NetworkMethod.name, [:]))
    }

    private func isRaised(_ kind: AlarmKind, _ running: RunningNode) throws -> Bool {
        try network(running).alarms.contains { $0.reason == kind.rawValue }
    }

    private func balance(_ running: RunningNode) throws -> Amount? {
        let parameters = AccountMethod.Parameters(accountID: AccountID(1))
        let answer = try running.client.call(AccountMethod.name, parameters.wire)
        return try AccountInfo(wire: answer).balances.first { $0.token == Trader.token }?.amount
    }

    @Test func aDeepReorganisationStopsEverythingUntilTheChainHoldsTheEntryAgain() throws {
        let running = try RunningNode()
        let deposit = running.traders.alice.deposit(5 * coin)
        let before = try #require(try balance(running))
        running.second.enqueue(deposit)
        try running.wait { try balance(running) == before.adding(Amount(5 * coin)) }
        let done = running.traders.alice.transfer(coin, to: AccountID(2))
        let first = try running.submit(done)

        // Another entry at the index of the lost one.
        running.second.removeLast(1)
        running.second.enqueue(running.traders.bob.deposit(5 * coin))
        try running.wait { try isRaised(.deepReorganisation, running) }
        let stopped = try network(running).stopped
        #expect(Set(stopped) == Set(ServiceName.allCases))
        let ready = try running.page("/ready")
        #expect(ready.status == 503)
        #expect(String(decoding: ready.body, as: UTF8.self).contains("deepReorganisation"))
        #expect(
            running.refusal(running.traders.alice.transfer(coin, to: AccountID(2))) == "halted")
        let quote = QuoteMethod.Parameters(
            tokenIn: Trader.token, tokenOut: Trader.otherToken, amountIn: Amount(1),
            amountOut: nil, chain: nil)
        #expect(running.refusal(QuoteMethod.name, quote.wire) == "halted")
        // What was sequenced is answered as before, and no other chain is credited.
        #expect(try running.submit(done) == first)
        running.chain.enqueue(deposit)
        Thread.sleep(forTimeInterval: 0.2)
        #expect(try isRaised(.deepReorganisation, running))
        #expect(try balance(running) == before.adding(Amount(4 * coin)))

        running.second.removeLast(1)
        running.second.enqueue(deposit)
        running.second.enqueue(deposit)
        // The lost entry is not credited again, the next one and the other chain's are.
        try running.wait { try balance(running) == before.adding(Amount(14 * coin)) }
        #expect(try network(running).stopped.isEmpty)
        #expect(try running.page("/ready").status == 200)
        _ = try running.submit(running.traders.bob.transfer(coin, to: AccountID(1)))
        Thread.sleep(forTimeInterval: 0.1)
        #expect(try balance(running) == before.adding(Amount(15 * coin)))
    }

    @Test func withheldLogsAreAnAlarmAndCreditedLater() throws {
        let running = try RunningNode()
        let before = try #require(try balance(running))
        let number = try running.second.head().number + 1
        running.second.withholdLogs(of: [number])
        running.second.enqueue(running.traders.alice.deposit(5 * coin))
        try running.wait { try isRaised(.logsDisagree, running) }
        running.second.enqueue(running.traders.alice.deposit(6 * coin))
        Thread.sleep(forTimeInterval: 0.1)
        #expect(try balance(running) == before)
        // Other chains and signed operations go on.
        _ = try running.submit(running.traders.alice.transfer(coin, to: AccountID(2)))
        running.second.withholdLogs(of: [])
        try running.wait { try balance(running) == before.adding(Amount(10 * coin)) }
        try running.wait { try !isRaised(.logsDisagree, running) }
    }

    @Test func theTableOfConsequencesNamesEveryKind() {
        let stopsEverything: Set<AlarmKind> = [
            .deepReorganisation, .headerMismatch, .wrongContract, .custody,
        ]
        for kind in AlarmKind.allCases {
            let isWhole = ServiceName.allCases.count == 5 && kind.stops.rawValue == 0b1_1111
            #expect(isWhole == stopsEverything.contains(kind), "\(kind)")
        }
    }
}
