import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

@Suite struct CrossSwapTests {
    private let one = TestLedger.one
    private let receiver = ChainAddress(evm: Bytes20 { _ in 0x11 })
    private let fallback = ChainAddress(evm: Bytes20 { _ in 0x22 })

    private func cross(
        _ amount: UInt128, _ route: Route = Route(from: 3, (0, 2)), minimum: UInt128 = 1,
        rate: UInt16 = 0, chain: ChainID = TestLedger.target, to other: ChainAddress? = nil,
        fallback lost: ChainAddress? = nil
    ) -> PriorityOperation {
        .crossSwap(
            CrossSwap(
                route: route, amount: Amount(amount), targetChain: chain,
                minimumOut: Amount(minimum), receiver: other ?? receiver,
                fallback: lost ?? fallback, fastFeeRate: rate))
    }

    @Test func paysOnTheTargetChain() throws {
        var ledger = try TestLedger()
        ledger.setReserve(TestLedger.target, 2, 1_000 * one)
        var executor = try ledger.executor()
        let amountIn = 2 * one
        let net = amountIn * 997 / 1_000
        let out = try #require(
            Amount.floorOfProduct(
                Amount(1_000 * one), Amount(net), dividedBy: Amount(2_000 * one + net)))
        let payout = Payout(
            origin: .crossSwap(from: ChainID(1), index: 0),
            receiver: receiver.address, token: TokenID(2), chainAmount: out.units, fastFeeRate: 100)
        let minimum = out.units - out.units / 100
        let outcome = executor.apply(cross(amountIn, minimum: minimum, rate: 100))
        #expect(
            outcome.receipt
                == .payout(ChainPayout(chain: TestLedger.target, payout: payout), amount: out))
        #expect(executor.chains[1].payouts == [payout] && executor.chains[0].payouts.isEmpty)
        #expect(executor.reserve(TestLedger.source, 3) == amountIn)
        #expect(executor.reserve(TestLedger.target, 2) == 1_000 * one - out.units)
        #expect(executor.balance(0, 3) == amountIn * 5 / 10_000)
        #expect(executor.pool()?.balances[0] == Amount(1_000 * one - out.units))
        let close = try executor.close()
        #expect(close.operations.count == 1)
    }

    @Test func dustIsTheProtocols() throws {
        var ledger = try TestLedger()
        ledger.setReserve(TestLedger.source, 2, 1_000 * one)
        var executor = try ledger.executor()
        // Token 2 has 6 decimals on chain 1.
        let swapped = executor.apply(cross(2 * one, chain: TestLedger.source))
        guard case .payout(let ordered, let out)? = swapped.receipt else {
            Issue.record("not applied")
            return
        }
        let paid = ordered.payout.chainAmount * 1_000_000_000_000
        #expect(out.units > paid && out.units - paid < 1_000_000_000_000)
        #expect(executor.pool()?.balances[0] == Amount(1_000 * one - out.units))
        #expect(executor.balance(0, 2) == out.units - paid)
        let plain = executor.apply(
            cross(one + 5, Route(from: 2), chain: TestLedger.source), on: TestLedger.target)
        guard case .payout(let second, _)? = plain.receipt else {
            Issue.record("not applied")
            return
        }
        #expect(second.payout.chainAmount == 1_000_000)
        #expect(executor.balance(0, 2) == out.units - paid + 5)
        #expect(throws: Never.self) { try executor.close() }
    }

    @Test func everyFailureRefundsInFullAndMovesNothing() throws {
        var ledger = try TestLedger()
        ledger.setReserve(TestLedger.target, 2, one)
        ledger.setReserve(TestLedger.source, 3, .max - 500 * one)
        let rows: [(PriorityOperation, Rejection)] = [
            (cross(one, rate: 10_000), .malformed),
            (cross(one, Route(from: 3, (0, 2), (0, 3))), .malformed),
            (cross(one, Route(from: 3, (0, 3))), .malformed),
            (cross(one, to: ChainAddress(evm: Bytes20())), .malformed),
            (cross(one, to: ChainAddress(solana: Bytes32 { _ in 1 })), .malformed),
            (cross(one, Route(from: 3, (0, 7))), .notFound),
            (cross(one, chain: ChainID(2)), .notFound),
            (cross(one, Route(from: 3, (1, 2))), .notFound),
            (cross(one, Route(from: 3, (0, 4))), .notFound),
            (cross(one, Route(from: 3)), .notFound),
            (cross(600 * one), .overflow), (cross(1), .slippage),
            (cross(10 * one, minimum: 9 * one), .reserve),
            (cross(one, minimum: one), .slippage),
            (cross(one, minimum: one * 49 / 100, rate: 2_500), .slippage),
        ]
        for (operation, reason) in rows {
            guard case .crossSwap(let body) = operation else { continue }
            var executor = try ledger.executor()
            let refund = Payout(
                origin: .refund(ChainID(1), index: 0),
                receiver: fallback.address, token: TokenID(3), chainAmount: body.amount.units,
                fastFeeRate: 0)
            #expect(
                executor.apply(operation)
                    == .failed(
                        reason, refund: ChainPayout(chain: TestLedger.source, payout: refund)))
            #expect(executor.pool()?.balances[0] == Amount(1_000 * one))
            #expect(executor.reserve(TestLedger.source, 3) == .max - 500 * one)
            #expect(executor.reserve(TestLedger.target, 2) == one)
            #expect(executor.chains[0].payouts == [refund])
        }
        var executor = try ledger.executor()
        #expect(executor.apply(cross(0)) == .failed(.malformed, refund: nil))
        let unknown = cross(one, Route(from: 9, (0, 2)))
        #expect(executor.apply(unknown) == .failed(.notFound, refund: nil))
        let nowhere = cross(one, fallback: ChainAddress(solana: Bytes32 { _ in 2 }))
        #expect(executor.apply(nowhere) == .failed(.malformed, refund: nil))
    }
}
