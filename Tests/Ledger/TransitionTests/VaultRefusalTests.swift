import Ledger
import Testing
import Transition
import TransitionScenarios

/// Every refusal of the operations on vaults, in the order in which they are judged.
@Suite struct VaultRefusalTests {
    private let one = VaultLedger.one

    private func refused(
        _ body: SignedBody, _ reason: Rejection, account: UInt32 = 1,
        _ change: (inout VaultLedger) -> Void = { _ in }
    ) throws {
        var setup = try VaultLedger()
        setup.setVault(of: 1, collateral: 100_000 * one, principal: 80_000 * one)
        setup.ledger.setBalance(1, 10_000 * one)
        change(&setup)
        var executor = try setup.ledger.executor()
        let outcome = executor.apply(TestLedger.sign(body, account: account))
        #expect(outcome == .rejected(reason), "\(body)")
    }

    private func withoutMarket(_ setup: inout VaultLedger) {
        setup.ledger.records[.vaultMarket(VaultLedger.share)] = nil
    }

    @Test func opening() throws {
        try refused(.openDebt(0), .malformed)
        try refused(.openDebt(one), .notFound, withoutMarket)
        try refused(.openDebt(one, putting: 400_001 * one), .balance)
        try refused(.openDebt(one, putting: 300_001 * one), .ceiling)
        try refused(.openDebt(99 * one), .collateral) {
            $0.setVault(of: 1, collateral: 100_000 * one, principal: 0)
        }
        // The ceiling of the market, its allowance of an hour, and 30 % of all dollars: (2,080,000 + x)
        // * 0.3 = 80,000 + x.
        try refused(.openDebt(20_001 * one), .ceiling) { $0.setCeiling(100_000 * one) }
        try refused(.openDebt(100_001 * one), .ceiling)
        try refused(.openDebt(777_143 * one), .ceiling) { $0.setCeiling(1 << 100) }
        try refused(.openDebt(777_142 * one), .collateral) { $0.setCeiling(1 << 100) }
        try refused(.openDebt(5_001 * one), .collateral)
        try refused(.openDebt(one), .paused) { $0.dollar.setPrice(3, one, isFrozen: true) }
        try refused(.openDebt(one), .paused) { $0.dollar.setPrice(3, one * 99 / 100) }
        try refused(.openDebt(one), .stalePrice) { $0.dollar.setPrice(2, one, age: 121) }
        try refused(.openDebt(one), .stalePrice) { $0.addUnpricedCoin(toPool: true) }
        try refused(.openDebt(one), .stalePrice) { $0.addUnpricedCoin(toPool: false) }
        // What is frozen comes before what is stale, and both before worth.
        try refused(.openDebt(5_001 * one), .paused) {
            $0.dollar.setPrice(2, one, age: 121, isFrozen: true)
        }
        try refused(.openDebt(5_001 * one), .stalePrice) { $0.dollar.setPrice(2, one, age: 121) }
    }

    @Test func repaying() throws {
        try refused(.repay(0), .malformed)
        try refused(.repay(one), .notFound, withoutMarket)
        try refused(.repay(one), .balance, account: 2) { $0.ledger.setBalance(1, one, of: 2) }
        try refused(.repay(10_001 * one), .balance)
        try refused(.repay(0, taking: 100_001 * one), .balance)
        // 79,950 of 80,000 would leave a debt of 50.
        try refused(.repay(79_950 * one), .collateral) { $0.ledger.setBalance(1, 80_000 * one) }
        // 80,000 need 94,117.6 of collateral.
        try refused(.repay(0, taking: 5_883 * one), .collateral)
        try refused(.repay(0, taking: one), .paused) { $0.dollar.setPrice(3, one, isFrozen: true) }
        // What is taken out counts as if it were lent: 4,000 secure 3,400.
        try refused(.repay(0, taking: 4_000 * one), .ceiling) { $0.setCeiling(67_999 * one) }
        try refused(.repay(0, taking: one), .stalePrice) { $0.dollar.setPrice(2, one, age: 121) }
    }

    /// Neither a price nor the state of the dollar keeps anybody from paying a debt, nor from taking
    /// collateral out with none.
    @Test func debtIsPaidWithoutPrices() throws {
        var setup = try VaultLedger()
        setup.setVault(of: 1, collateral: 100_000 * one, principal: 80_000 * one)
        setup.ledger.setBalance(1, 80_000 * one)
        setup.dollar.setPrice(2, one / 2, age: 500, isFrozen: true)
        setup.ledger.records[.price(FeedID(3))] = nil
        var executor = try setup.ledger.executor()
        let body = SignedBody.repay(80_000 * one, taking: 100_000 * one)
        #expect(executor.apply(TestLedger.sign(body)).receipt != nil)
        #expect(executor.balance(1, 0x8001) == 500_000 * one)
        _ = try executor.close()
    }

    @Test func liquidating() throws {
        func risky() throws -> VaultLedger {
            var setup = try VaultLedger()
            setup.setVault(of: 1, collateral: 100_000 * one, principal: 95_000 * one)
            return setup
        }
        func refused(
            _ body: SignedBody, _ reason: Rejection, account: UInt32 = 2,
            _ change: (inout VaultLedger) -> Void = { _ in }
        ) throws {
            var setup = try risky()
            change(&setup)
            var executor = try setup.ledger.executor()
            #expect(
                executor.apply(TestLedger.sign(body, account: account)) == .rejected(reason),
                "\(body)")
        }
        try refused(.liquidate(1, 0), .malformed)
        try refused(.liquidate(sub: 32), .malformed)
        try refused(.liquidate(3), .notFound)
        try refused(.liquidate(), .stalePrice) { $0.dollar.setPrice(2, one, age: 121) }
        try refused(.liquidate(), .collateral) {
            $0.setVault(of: 1, collateral: 100_000 * one, principal: 92_000 * one)
        }
        try refused(.liquidate(1, 1_000 * one, minimum: 1_040 * one + 1), .slippage)
        try refused(.liquidate(), .balance, account: 1)
        // Frozen coins and a dollar below its cover are liquidated all the same.
        var setup = try risky()
        setup.dollar.setPrice(2, one * 98 / 100, isFrozen: true)
        var executor = try setup.ledger.executor()
        #expect(executor.apply(TestLedger.sign(.liquidate(), account: 2)).receipt != nil)
        _ = try executor.close()
    }

    @Test func termsAreRefusedInOrder() throws {
        func refused(
            _ reason: Rejection, _ token: TokenID = VaultLedger.share,
            terms: (inout VaultTerms) -> Void = { _ in },
            setup change: (inout VaultLedger) -> Void = { _ in }
        ) throws {
            var setup = try VaultLedger()
            for token in UInt16(2)...3 {
                setup.ledger.records[.feed(FeedID(token))] = .feed(
                    FeedRecord(kind: .dollarCoin, signers: SignerSetID(0)))
            }
            change(&setup)
            var changed = VaultLedger.terms
            terms(&changed)
            var executor = try setup.ledger.executor()
            let outcome = executor.apply(
                .setVaultTerms(SetVaultTerms(token: token, terms: changed)))
            #expect(outcome == .failed(reason, refund: nil))
        }
        try refused(.malformed, terms: { $0.loan = 0 })
        try refused(.malformed, terms: { $0.loan = $0.threshold })
        try refused(.malformed, terms: { $0.bonus = 9_999 })
        // 0.92 * 1.087 = 1.00004
        try refused(.malformed, terms: { $0.bonus = 87_000 })
        try refused(.malformed, terms: { $0.target = 1_086_956 })
        try refused(.malformed, terms: { $0.target = 5_000_001 })
        try refused(.malformed, terms: { $0.ceiling = Amount(1 << 120 + 1) })
        try refused(.notFound, setup: { $0.ledger.records[.dollar] = nil })
        try refused(.notFound, TokenID(2))
        try refused(.notFound, TokenID(shareOf: PoolID(7)))
        try refused(.notFound, setup: { $0.ledger.records[.feed(FeedID(3))] = nil })
        try refused(
            .malformed,
            setup: {
                guard case .pool(var pool)? = $0.ledger.records[.pool(PoolID(1))] else { return }
                pool.tokens[0] = .unifiedDollar
                $0.ledger.records[.pool(PoolID(1))] = .pool(pool)
            })
    }
}

extension VaultLedger {
    fileprivate mutating func setCeiling(_ units: UInt128) {
        guard case .vaultMarket(var market)? = ledger.records[.vaultMarket(Self.share)] else {
            return
        }
        market.terms.ceiling = Amount(units)
        ledger.records[.vaultMarket(Self.share)] = .vaultMarket(market)
    }

    /// Adds a coin without a price to the pool, or to those behind the dollar.
    fileprivate mutating func addUnpricedCoin(toPool: Bool) {
        if toPool {
            ledger.records[.pool(PoolID(1))] = .pool(
                StablePools.pool(
                    1_000, 700_000 * Self.one, 700_000 * Self.one, 700_000 * Self.one))
        } else if case .dollar(var record)? = ledger.records[.dollar] {
            record.coins.append(TokenQuantity(TokenID(4), Amount(100_000 * Self.one)))
            ledger.records[.dollar] = .dollar(record)
        }
    }
}
