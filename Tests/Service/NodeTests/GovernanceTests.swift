import Ledger
import Network
import NodeFixtures
import RpcApi
import Simulation
import Testing
import Transition

/// Operations of governance, from the queues of chains to what clients see.
@Suite struct GovernanceTests {
    private let ramp = PriorityOperation.rampAmplification(
        RampAmplification(pool: PoolID(0), target: 50_000, duration: 259_200))

    private func pools(_ running: RunningNode) throws -> [PoolInfo] {
        try PoolsMethod.result(running.client.call(PoolsMethod.name, [:])).pools
    }

    /// The status of an entry, once it is in a block.
    private func status(
        _ running: RunningNode, _ chain: ChainID, _ index: UInt64
    ) throws -> OperationStatus {
        var found: OperationStatus?
        try running.wait {
            found = try PriorityMethod.result(
                running.client.call(
                    PriorityMethod.name, PriorityMethod.Parameters(chain: chain, index: index).wire
                ))
            return found?.blockNumber != nil
        }
        return try #require(found)
    }

    @Test func aRampIsSeenByClients() throws {
        let running = try RunningNode()
        let amount = 100 * TestTraders.coin
        _ = running.chain.enqueue(
            running.traders.alice.deposit(amount, token: Trader.otherToken))
        let terms = StableTerms(
            amplification: 100_000, feeSlope: 2_000, maximumFeeRate: 5_000)
        let pool = CreatePool(
            kind: .stable, feeRate: 300, stable: terms,
            deposits: try #require(
                BoundedList([
                    TokenQuantity(Trader.token, Amount(amount)),
                    TokenQuantity(Trader.otherToken, Amount(amount)),
                ])))
        let operation = running.traders.alice.sign(.createPool(pool))
        try running.wait {
            _ = try running.submit(operation)
            return true
        }
        let info = try #require(try pools(running).first)
        #expect(info.amplification == 100_000 && info.ramp == nil)

        // Another chain may not, what cannot be read is consumed, and then comes the order.
        let other = running.second.enqueue(ramp)
        let refused = try status(running, running.second.chain, other)
        #expect(refused.receipt == .failed(FailureReceipt(reason: .scope, payout: nil)))
        let unread = running.chain.enqueue(try PriorityOperation(decoding: [0x0e, 0, 1, 5]))
        let order = running.chain.enqueue(ramp)
        try running.wait { try pools(running).first?.ramp != nil }
        let ramped = try #require(try pools(running).first)
        let shown = try #require(ramped.ramp)
        #expect(shown.initial == 100_000 && shown.target == 50_000)
        #expect(shown.end - shown.start == 259_200_000)
        // A unit is 5 seconds.
        #expect((99_900...100_000).contains(ramped.amplification))
        let ordered = try status(running, running.chain.chain, order)
        #expect(ordered.kind.name == "rampAmplification" && ordered.receipt == .done)
        let failed = try status(running, running.chain.chain, unread)
        #expect(failed.kind.name == "unknown" && failed.status == .failed)
        let quote = QuoteMethod.Parameters(
            tokenIn: Trader.token, tokenOut: Trader.otherToken,
            amountIn: Amount(TestTraders.coin), amountOut: nil, chain: nil)
        let result = try QuoteMethod.result(running.client.call(QuoteMethod.name, quote.wire))
        #expect(result.amountOut < Amount(TestTraders.coin))
    }
}
