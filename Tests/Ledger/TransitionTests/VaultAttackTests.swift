import Ledger
import TestSupport
import Testing
import Transition
import TransitionScenarios

/// What nobody gains with vaults, and what a fall of prices leaves.
///
/// The names are those of the attacks in `docs/design/0027-vaults-and-conversion.md`.
@Suite struct VaultAttackTests {
    private let one = VaultLedger.one

    /// A pool bent by a large trade lends no more than its fees allow.
    @Test func bentPoolRaisesNoCredit() throws {
        let prices = PoolAmounts.units(one, one)
        for kind in PoolKind.allCases {
            var setup = try VaultLedger()
            if kind == .constantProduct {
                setup.ledger.records[.pool(PoolID(1))] = .pool(
                    PoolRecord(
                        kind: kind, tokens: TestLedger.pairOfTokens,
                        balances: .units(1_000_000 * one, 1_000_000 * one),
                        shareSupply: Amount(1_000_000 * one), feeRate: 2_500))
            }
            setup.ledger.setBalance(2, 9_000_000 * one)
            var executor = try setup.ledger.executor()
            let found = executor.pool(1)?.shareWorth(at: prices)
            let before = try #require(found).lowest.units
            let route = Route(from: TokenID(2), through: PoolID(1), to: TokenID(3))
            let trade = SignedBody.swap(
                Swap(
                    kind: .exactIn, route: route,
                    amountIn: Amount((kind == .stable ? 950_000 : 5_000_000) * one),
                    amountOut: .zero))
            #expect(executor.apply(TestLedger.sign(trade)).receipt != nil)
            let bent = executor.pool(1)?.shareWorth(at: prices)
            let after = try #require(bent).lowest.units
            #expect(after >= before && after - before < before / 100, "\(kind)")
        }
    }

    /// Every way by which collateral could leave runs into the debt.
    @Test func everyExitChecksDebt() throws {
        var setup = try VaultLedger()
        setup.setShares(100_000 * one, of: 1)
        setup.ledger.records[.tokenOnChain(VaultLedger.share, TestLedger.source)] = .tokenOnChain(
            TokenOnChainRecord(contract: TestLedger.contract, decimals: 18))
        setup.ledger.setReserve(TestLedger.source, 0x8001, 500_000 * one)
        var executor = try setup.ledger.executor()
        let opening = SignedBody.openDebt(80_000 * one, putting: 100_000 * one)
        #expect(executor.apply(TestLedger.sign(opening)).receipt != nil)
        let shares = Amount(one)
        let bodies: [(SignedBody, Rejection)] = [
            (.repay(0, taking: 10_000 * one), .collateral), (.transfer(one, of: 0x8001), .balance),
            (
                .withdraw(
                    Withdraw(
                        token: VaultLedger.share, amount: shares, minimum: .zero,
                        chain: TestLedger.source,
                        receiver: TestLedger.alice, fastFeeRate: 0)), .balance
            ),
            (
                .removeLiquidity(
                    RemoveLiquidity(
                        pool: PoolID(1), shares: shares, minimumAmounts: .units(0, 0))), .balance
            ),
            (
                .removeLiquidityOneCoin(
                    RemoveLiquidityOneCoin(
                        pool: PoolID(1), token: TokenID(2), shares: shares, minimumAmount: .zero)),
                .balance
            ),
        ]
        for (body, reason) in bodies {
            #expect(executor.apply(TestLedger.sign(body, nonce: 1)) == .rejected(reason))
        }
        let exit = FullExit(
            caller: TestLedger.alice, account: AccountID(1), subAccount: SubAccount(0),
            token: VaultLedger.share, amount: .maximum)
        let outcome = executor.apply(.fullExit(exit))
        if case .payout(_, let amount)? = outcome.receipt { #expect(amount.isZero) }
        #expect(executor.vault()?.collateral.units == 100_000 * one)
    }

    /// An owner's net worth never rises when they liquidate themselves, but by the part of a debt
    /// that nothing could pay.
    @Test func selfLiquidationLoses() throws {
        var random = SeededGenerator(seed: 23)
        var applied = 0
        for _ in 0..<200 {
            let debt = UInt128(92_001 + random.next() % 4_100) * one
            var setup = try VaultLedger()
            setup.setVault(of: 1, collateral: 100_000 * one, principal: debt)
            setup.ledger.setBalance(1, 100_000 * one)
            setup.setShares(0, of: 1)
            var executor = try setup.ledger.executor()
            let most = 1 + UInt128(random.next() % 100_000) * one
            let outcome = executor.apply(TestLedger.sign(.liquidate(1, most)))
            guard outcome.receipt != nil, let vault = executor.vault() else { continue }
            // Shares are worth a dollar each.
            let owned = (executor.balance(1, 1) ?? 0) + (executor.balance(1, 0x8001) ?? 0)
            let owes = try #require(vault.debt).units
            #expect(owned + vault.collateral.units - owes <= 200_000 * one - debt)
            applied += 1
        }
        #expect(applied > 100)
    }

    /// What is owed rounds up, and what is lent against or taken rounds down.
    @Test func mintRoundsDownDebtRoundsUp() throws {
        var random = SeededGenerator(seed: 29)
        for _ in 0..<1_000 {
            var vault = VaultRecord()
            vault.principal = Amount(1 + UInt128(random.next()) << UInt128(random.next() % 40))
            let index = UInt128(random.next() >> (random.next() % 60))
            try vault.settle(at: Amount(index))
            let exact = vault.principal.units.multipliedFullWidth(by: index)
            let floor = one.dividingFullWidth(exact)
            #expect(
                vault.interest.units == floor.quotient + (floor.remainder == 0 ? 0 : 1))
            // In two steps no less than in one.
            var twice = VaultRecord()
            twice.principal = vault.principal
            try twice.settle(at: Amount(index / 3))
            try twice.settle(at: Amount(index))
            #expect(twice.interest >= vault.interest)
            vault.collateral = Amount(1 + UInt128(random.next()))
            let price = 1 + UInt128(random.next()) % (2 * one)
            let worth = try vault.worth(at: Amount(price))
            let value = vault.collateral.units.multipliedFullWidth(by: price)
            #expect(worth.units == one.dividingFullWidth(value).quotient)
        }
    }

    /// 1,000 vaults and a fall of 40 %: no vault is left with more debt than its collateral is worth,
    /// and what nobody can pay is shown.
    @Test func fallLeavesNoHiddenLoss() throws {
        var random = SeededGenerator(seed: 31)
        var setup = try VaultLedger()
        let pool = StablePools.pool(1_000, 10_000_000 * one, 10_000_000 * one)
        setup.ledger.records[.pool(PoolID(1))] = .pool(pool)
        var (owed, lent) = ([UInt32: UInt128](), UInt128(0))
        for account in UInt32(10)..<1_010 {
            let collateral = UInt128(200 + random.next() % 800)
            let principal = max(
                100 * one, collateral * one * UInt128(300 + random.next() % 551) / 1_000)
            setup.setVault(of: account, collateral: collateral * one, principal: principal)
            owed[account] = principal
            lent += principal
        }
        setup.ledger.setBalance(1, 2_000_000 * one + lent, of: 2)
        setup.dollar.setPrice(2, one * 60 / 100, isFrozen: true)
        var executor = try setup.ledger.executor()
        var (nonce, bad) = (UInt32(0), UInt128(0))
        for account in owed.keys.sorted() {
            let outcome = executor.apply(
                TestLedger.sign(.liquidate(account), account: 2, nonce: nonce))
            guard case .vault(let change)? = outcome.receipt else {
                #expect(outcome == .rejected(.collateral))
                continue
            }
            nonce += 1
            bad += change.badDebt.units
        }
        #expect(nonce > 300 && bad > 0)
        #expect(executor.dollar()?.badDebt.units == bad)
        let found = executor.pool(1)?.shareWorth(at: .units(one * 6 / 10, one))
        let price = try #require(found).lowest
        var left = UInt128(0)
        for account in owed.keys {
            let known = executor.vault(of: account)
            let vault = try #require(known)
            left += vault.principal.units
            #expect(try vault.worth(at: price) >= vault.principal)
        }
        #expect(executor.dollar()?.principal.units == left + bad)
        #expect(executor.vaultMarket()?.principal.units == left)
        #expect(executor.dollar()?.isBacked == true)
        _ = try executor.close()
    }
}
