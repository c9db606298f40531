import Bytes
import Ledger
import Testing
import Transition

@Suite struct CrossSwapTests {
    private let one = Bench.one
    private let receiver = Bytes32 { $0 < 12 ? 0 : 0x11 }
    private let fallback = Bytes32 { $0 < 12 ? 0 : 0x22 }

    private func cross(
        _ amount: UInt128, from token: UInt16 = 3, to target: UInt16 = 2, minimum: UInt128 = 1,
        rate: UInt16 = 0, pools: [UInt16] = [0], chain: ChainID = Bench.target
    ) throws -> PriorityOperation {
        .crossSwap(
            CrossSwap(
                tokenIn: TokenID(token), amount: Amount(amount), targetChain: chain,
                targetToken: TokenID(target), minimumOut: Amount(minimum), receiver: receiver,
                fallback: fallback, fastFeeRate: rate,
                path: try #require(PoolPath(pools.map { PoolID($0) }))))
    }

    @Test func paysOnTheTargetChain() throws {
        var bench = try Bench()
        bench.setReserve(Bench.target, 2, 1_000 * one)
        var executor = try bench.executor()
        let amountIn = 2 * one
        let net = amountIn * 997 / 1_000
        let out = try #require(
            Amount.floorOfProduct(
                Amount(1_000 * one), Amount(net), dividedBy: Amount(2_000 * one + net)))
        let payout = Payout(
            kind: .crossSwap, account: AccountID(.max), subAccount: 1, nonce: 0,
            receiver: receiver, token: TokenID(2), chainAmount: out.units, fastFeeRate: 100)
        let minimum = out.units - out.units / 100
        let outcome = executor.apply(try cross(amountIn, minimum: minimum, rate: 100))
        #expect(
            outcome == .applied(.crossSwapped(amountOut: out, chain: Bench.target, payout)))
        #expect(executor.chains[1].payouts == [payout] && executor.chains[0].payouts.isEmpty)
        #expect(executor.reserve(Bench.source, 3) == amountIn)
        #expect(executor.reserve(Bench.target, 2) == 1_000 * one - out.units)
        #expect(executor.balance(0, 3) == amountIn * 5 / 10_000)
        #expect(executor.pool()?.balanceA == Amount(1_000 * one - out.units))
        let close = try executor.close()
        #expect(close.operations.count == 1)
    }

    @Test func dustStaysInTheLastPoolOrWithTheProtocol() throws {
        var bench = try Bench()
        bench.setReserve(Bench.source, 2, 1_000 * one)
        var executor = try bench.executor()
        // Token 2 has 6 decimals on chain 1.
        let swapped = executor.apply(try cross(2 * one, chain: Bench.source))
        guard case .applied(.crossSwapped(let out, _, let payout)) = swapped else {
            Issue.record("not applied")
            return
        }
        let paid = payout.chainAmount * 1_000_000_000_000
        #expect(out.units > paid && out.units - paid < 1_000_000_000_000)
        #expect(executor.pool()?.balanceA == Amount(1_000 * one - paid))
        let plain = executor.apply(
            try cross(one + 5, from: 2, to: 2, pools: [], chain: Bench.source), on: Bench.target)
        guard case .applied(.crossSwapped(_, _, let second)) = plain else {
            Issue.record("not applied")
            return
        }
        #expect(second.chainAmount == 1_000_000 && executor.balance(0, 2) == 5)
        #expect(throws: Never.self) { try executor.close() }
    }

    @Test func everyFailureRefundsInFullAndMovesNothing() throws {
        var bench = try Bench()
        bench.setReserve(Bench.target, 2, one)
        bench.setReserve(Bench.source, 3, .max - 500 * one)
        let rows: [(PriorityOperation, Rejection)] = [
            (try cross(one, rate: 10_000), .malformed),
            (try cross(one, pools: [0, 0]), .malformed),
            (try cross(one, to: 7), .notFound), (try cross(one, chain: ChainID(2)), .notFound),
            (try cross(one, pools: [1]), .notFound), (try cross(one, to: 4), .notFound),
            (try cross(one, pools: []), .notFound),
            (try cross(600 * one), .overflow), (try cross(1), .slippage),
            (try cross(10 * one, minimum: 9 * one), .reserve),
            (try cross(one, minimum: one), .slippage),
            (try cross(one, minimum: one * 49 / 100, rate: 2_500), .slippage),
        ]
        for (operation, reason) in rows {
            guard case .crossSwap(let body) = operation else { continue }
            var executor = try bench.executor()
            let refund = Payout(
                kind: .refund, account: AccountID(.max), subAccount: 1, nonce: 0,
                receiver: fallback, token: TokenID(3), chainAmount: body.amount.units,
                fastFeeRate: 0)
            #expect(executor.apply(operation) == .failed(reason, refund: refund))
            #expect(executor.pool()?.balanceA == Amount(1_000 * one))
            #expect(executor.reserve(Bench.source, 3) == .max - 500 * one)
            #expect(executor.reserve(Bench.target, 2) == one)
            #expect(executor.chains[0].payouts == [refund])
        }
        var executor = try bench.executor()
        #expect(executor.apply(try cross(0)) == .failed(.malformed, refund: nil))
        let unknown = try cross(one, from: 9)
        #expect(executor.apply(unknown) == .failed(.notFound, refund: nil))
    }
}
