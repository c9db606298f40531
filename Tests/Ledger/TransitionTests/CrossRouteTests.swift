import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

/// Cross swaps that end at an account, add or remove liquidity, or pass through the dollar.
@Suite struct CrossRouteTests {
    private let one = TestLedger.one
    private let carol = ChainAddress(solana: Bytes32 { _ in 0xca })
    private let fallback = ChainAddress(evm: Bytes20 { _ in 0x22 })

    /// A network with a dollar and stable pool 1, coin 2 on both chains, vouchers of its shares and
    /// of the dollar on the target chain.
    private func setup() throws -> VaultLedger {
        var setup = try VaultLedger()
        setup.openDollar()
        for token in [TokenID.unifiedDollar, VaultLedger.share] {
            setup.ledger.records[.tokenOnChain(token, TestLedger.target)] = .tokenOnChain(
                TokenOnChainRecord(contract: TestLedger.contract, decimals: 18))
        }
        setup.ledger.setReserve(TestLedger.target, 2, 1_000 * one)
        return setup
    }

    private func cross(
        _ amount: UInt128, _ route: Route, to target: ChainID = .network, minimum: UInt128 = 1,
        rate: UInt16 = 0, _ receiver: ChainAddress? = nil
    ) -> PriorityOperation {
        .crossSwap(
            CrossSwap(
                route: route, amount: Amount(amount), targetChain: target,
                minimumOut: Amount(minimum), receiver: receiver ?? carol, fallback: fallback,
                fastFeeRate: rate))
    }

    /// Liquidity from a chain, without an account before: the shares are in a new one.
    @Test func addsLiquidityFromAChain() throws {
        let setup = try setup()
        var executor = try setup.ledger.executor()
        let receipt = executor.apply(cross(100 * one, Route(from: 2, (1, 0x8001)))).receipt
        guard case .credit(let account, true, let credited)? = receipt else {
            Issue.record("\(String(describing: receipt))")
            return
        }
        #expect(account == AccountID(3) && credited.token == VaultLedger.share)
        #expect(executor.balance(3, 0x8001) == credited.amount.units)
        #expect(executor.reserve(TestLedger.source, 2) == 100 * one)
        var single = try setup.ledger.executor()
        #expect(
            single.receipt(TestLedger.sign(.addOneCoin(pool: 1, 2, 100 * one))) == nil,
            "without a balance")
        let again = executor.apply(cross(one, Route(from: 2), to: .network)).receipt
        #expect(
            again
                == .credit(AccountID(3), isNew: false, TokenQuantity(TokenID(2), Amount(one))))
        _ = try executor.close()
    }

    /// Shares paid out as vouchers, which come back as another coin: what is out returns to zero.
    @Test func vouchersGoOutAndComeBack() throws {
        var executor = try setup().ledger.executor()
        let receiver = TestLedger.bob
        let out = executor.apply(
            cross(100 * one, Route(from: 2, (1, 0x8001)), to: TestLedger.target, receiver))
        guard case .payout(let ordered, let shares)? = out.receipt else {
            Issue.record("\(out)")
            return
        }
        #expect(ordered.payout.token == VaultLedger.share)
        #expect(ordered.payout.chainAmount == shares.units)
        #expect(executor.reserve(TestLedger.target, 0x8001) == shares.units)
        let back = executor.apply(
            cross(shares.units, Route(from: 0x8001, (1, 2)), to: TestLedger.target, receiver),
            on: TestLedger.target)
        guard case .payout(let second, _)? = back.receipt else {
            Issue.record("\(back)")
            return
        }
        #expect(second.payout.token == TokenID(2) && second.payout.chainAmount < 100 * one)
        #expect(executor.reserve(TestLedger.target, 0x8001) == 0)
        _ = try executor.close()
    }

    /// A coin of one chain becomes dollars in an account, and dollars a coin of another chain.
    @Test func passesThroughTheDollar() throws {
        var executor = try setup().ledger.executor()
        let minted = executor.apply(cross(10 * one, Route(from: 2, (0x8000, 1))))
        #expect(
            minted.receipt
                == .credit(
                    AccountID(3), isNew: true, TokenQuantity(.unifiedDollar, Amount(10 * one))))
        let voucher = executor.apply(
            cross(10 * one, Route(from: 2, (0x8000, 1)), to: TestLedger.target, TestLedger.bob))
        #expect(voucher.receipt != nil)
        #expect(executor.reserve(TestLedger.target, 1) == 10 * one)
        let redeemed = executor.apply(
            cross(4 * one, Route(from: 1, (0x8000, 2)), to: TestLedger.target, TestLedger.bob),
            on: TestLedger.target)
        guard case .payout(let ordered, _)? = redeemed.receipt else {
            Issue.record("\(redeemed)")
            return
        }
        #expect(ordered.payout.token == TokenID(2))
        #expect(executor.reserve(TestLedger.target, 1) == 6 * one)
        _ = try executor.close()
    }

    @Test func everyFailureRefundsAndMovesNothing() throws {
        let setup = try setup()
        let rows: [(PriorityOperation, Rejection)] = [
            (cross(one, Route(from: 2), rate: 1), .malformed),
            (cross(one, Route(from: 2, (1, 0x8001), (1, 3))), .malformed),
            (cross(one, Route(from: 2), ChainAddress(evm: Bytes20())), .malformed),
            (cross(one, Route(from: 2, (1, 0x8002))), .notFound),
            (cross(one, Route(from: 2, (0x8000, 3))), .notFound),
            (
                cross(one, Route(from: 2, (0, 0x8000)), to: TestLedger.target, TestLedger.bob),
                .notFound
            ),
            (cross(one, Route(from: 2, (1, 0x8001)), minimum: one), .slippage),
            // The first hop moves before the second is refused.
            (cross(one, Route(from: 2, (0, 3), (1, 0x8001)), minimum: 9 * one), .slippage),
            (cross(one, Route(from: 2, (0x8000, 1)), minimum: one + 1), .slippage),
        ]
        for (operation, reason) in rows {
            var executor = try setup.ledger.executor()
            guard case .failed(let found, let refund) = executor.apply(operation) else {
                Issue.record("\(operation) was applied")
                continue
            }
            #expect(found == reason, "\(operation)")
            #expect(refund?.payout.receiver == fallback.address)
            for pool in UInt16(0)...1 {
                let before = setup.ledger.records[.pool(PoolID(pool))]
                #expect(executor.record(for: .pool(PoolID(pool))) == before)
            }
            #expect(executor.record(for: .dollar) == setup.ledger.records[.dollar])
            #expect(executor.reserve(TestLedger.source, 2) == nil)
            #expect(executor.record(for: .owner(carol)) == nil)
            _ = try executor.close()
        }
        var ledger = try TestLedger()
        ledger.setBalance(2, .max, of: 2)
        var executor = try ledger.executor()
        let overflow = cross(one, Route(from: 2), TestLedger.bob)
        #expect(executor.apply(overflow).receipt == nil)
    }
}
