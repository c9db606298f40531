import Ledger
import TestSupport
import Testing
import Transition
import TransitionScenarios

/// Debts against shares of pools: exact values and every refusal.
@Suite struct VaultTests {
    private let one = VaultLedger.one

    private func vault(_ collateral: UInt128, _ principal: UInt128) -> VaultRecord {
        var vault = VaultRecord()
        (vault.collateral, vault.principal) = (Amount(collateral), Amount(principal))
        return vault
    }

    private func change(
        _ collateral: UInt128, _ principal: UInt128, _ interest: UInt128 = 0, bad: UInt128 = 0
    ) -> Receipt {
        .vault(
            VaultChange(
                collateral: Amount(collateral), principal: Amount(principal),
                interest: Amount(interest), badDebt: Amount(bad)))
    }

    private func worth(_ lowest: UInt128, _ redeemable: UInt128) -> CollateralWorth {
        CollateralWorth(lowest: Amount(lowest), redeemable: Amount(redeemable))
    }

    /// The examples of docs/protocol/transition.md: debt, most to pay; paid, taken, bad debt.
    @Test func liquidationsAreExact() throws {
        let all = 100_000 * one
        let rows: [(UInt128, UInt128, UInt128, UInt128, UInt128)] = [
            (
                92_500 * one, .max, 57_954_545_454_545_454_545_455, 60_272_727_272_727_272_727_273,
                0
            ),
            (
                95_000 * one, .max, 84_090_909_090_909_090_909_091, 87_454_545_454_545_454_545_454,
                0
            ),
            // It pays its debt and a part of the bonus, or not even that.
            (97_500 * one, .max, 97_500 * one, all, 0),
            (99_500 * one, .max, 99_009_900_990_099_009_900_990, all, 490_099_009_900_990_099_010),
            // Less than 100 dollars would be left: all of it.
            (96_150 * one, .max, 96_150 * one, 99_996 * one, 0),
            // A part, and parts of vaults that cannot pay all, for the price of the whole.
            (92_500 * one, 1_000 * one, 1_000 * one, 1_040 * one, 0),
            (97_500 * one, 1_950 * one, 1_950 * one, 2_000 * one, 0),
            (202_000 * one, 50_500 * one, 50_500 * one, 51_005 * one, 525_301 * one / 10),
        ]
        for (debt, most, paid, taken, bad) in rows {
            let found = try Liquidation(
                of: vault(all, debt), VaultLedger.terms, worth(one, one), most: Amount(most))
            #expect(found.paid.units == paid && found.collateral.units == taken)
            #expect(found.badDebt.units == bad)
        }
        for (collateral, debt, most) in [
            (all, 92_000 * one, UInt128.max), (160 * one, 150 * one, 100 * one),
            (160 * one, 170 * one, 100 * one),
        ] {
            #expect(throws: Rejection.collateral) {
                try Liquidation(
                    of: vault(collateral, debt), VaultLedger.terms, worth(one, one),
                    most: Amount(most))
            }
        }
        // Nothing is left: all of it for nothing.
        let empty = try Liquidation(
            of: vault(all, 1_000 * one), VaultLedger.terms, worth(0, 0), most: Amount(1))
        #expect(empty.paid.isZero && empty.collateral.units == all)
        #expect(empty.badDebt.units == 1_000 * one)
        for worth in [worth(one, .max), worth(.max, one)] {
            #expect(throws: Rejection.overflow) {
                try Liquidation(
                    of: vault(all, 99_000 * one), VaultLedger.terms, worth, most: .maximum)
            }
        }
    }

    /// A coin of which the pool holds little has fallen: a loan counts every share as that coin, but a
    /// liquidator pays for what a share redeems for, so that no debt is bad that can be paid.
    @Test func liquidatorsPayForWhatSharesRedeemFor() throws {
        let pool = StablePools.pool(
            1_000, 19 * StablePools.million, StablePools.million)
        let found = try #require(
            pool.shareWorth(at: .units(one, one * 8 / 10)))
        #expect(found.lowest.units == one * 8 / 10)
        #expect(found.redeemable.units > one * 98 / 100 && found.redeemable.units < one)
        let before = vault(100_000 * one, 85_000 * one)
        let liquidation = try Liquidation(
            of: before, VaultLedger.terms, found, most: .maximum)
        #expect(liquidation.badDebt.isZero)
        let (paid, taken) = (liquidation.paid.units / one, liquidation.collateral.units / one)
        #expect(taken == paid * 1_040_000 / (found.redeemable.units / 1_000_000_000_000))
        // What is left is worth the target of 1.15, and not a thousandth more.
        let (worth, debt) = ((100_000 - taken) * 8 / 10, 85_000 - paid)
        #expect(worth * 1_000 >= debt * 1_149 && worth * 1_000 <= debt * 1_151)
    }

    /// Half of a stable pool's 20 million, 6 and 14, at 0.97: 19.398 million for all shares.
    @Test func sharesAreWorthTheirLeast() throws {
        let pool = StablePools.pool(
            1_000, 6 * StablePools.million, 14 * StablePools.million)
        let size = try #require(pool.invariant(at: .start)).units
        let worth = try #require(pool.shareWorth(at: .units(one, one * 97 / 100)))
        #expect(worth.lowest.units == one * 97 / 100)
        #expect(size * 97 / 100 / StablePools.one / 1_000 == 19_398)
        // 6 + 14 * 0.97 million for as many shares as D.
        #expect(worth.redeemable.units * (size / one) / one == 19_579_999)
        // A coin above a dollar counts for one.
        #expect(pool.shareWorth(at: .units(one * 2, one))?.lowest.units == one)
        // 1,000 and 2,000 at one and a half dollar: 2 sqrt(1000 * 2000) for 1,000 shares.
        let pair = PoolRecord(
            kind: .constantProduct, tokens: TestLedger.pairOfTokens,
            balances: .units(1_000 * one, 4_000 * one), shareSupply: Amount(1_000 * one),
            feeRate: 2_500)
        #expect(
            pair.shareWorth(at: .units(one * 4, one)) == self.worth(8 * one, 8 * one))
    }

    @Test func debtIsLentAndRepaid() throws {
        let setup = try VaultLedger()
        var executor = try setup.ledger.executor()
        #expect(
            executor.receipt(TestLedger.sign(.openDebt(85_000 * one, putting: 100_000 * one)))
                == change(100_000 * one, 85_000 * one))
        #expect(executor.balance(1, 1) == 85_000 * one)
        #expect(executor.balance(1, 0x8001) == 300_000 * one)
        #expect(executor.dollar()?.supply.units == 2_085_000 * one)
        #expect(executor.dollar()?.principal.units == 85_000 * one)
        #expect(executor.vaultMarket()?.principal.units == 85_000 * one)
        #expect(executor.vaultMarket()?.collateral.units == 100_000 * one)
        #expect(
            executor.receipt(
                TestLedger.sign(.repay(35_000 * one, taking: 10_000 * one), nonce: 1))
                == change(10_000 * one, 35_000 * one))
        #expect(
            executor.receipt(TestLedger.sign(.repay(.max, taking: 90_000 * one), nonce: 2))
                == change(90_000 * one, 50_000 * one))
        #expect(executor.balance(1, 1) == 0 && executor.balance(1, 0x8001) == 400_000 * one)
        #expect(executor.dollar()?.supply.units == 2_000_000 * one)
        #expect(executor.vault()?.collateral.isZero == true)
        _ = try executor.close()
    }

    @Test func interestIsPaidBeforePrincipal() throws {
        var setup = try VaultLedger()
        setup.setVault(of: 1, collateral: 200_000 * one, principal: 100_000 * one)
        setup.ledger.setBalance(1, 100_000 * one)
        let year = TestLedger.now + 31_536_000
        for token in UInt16(2)...3 {
            setup.ledger.records[.price(FeedID(token))] = .price(
                PriceRecord(price: Amount(one), time: year))
        }
        var executor = try setup.ledger.executor(at: year)
        #expect(
            executor.receipt(TestLedger.sign(.repay(3_000 * one), validUntil: .max))
                == change(0, 1_000 * one, 2_000 * one))
        #expect(executor.balance(0, sub: 1, 1) == 2_000 * one)
        #expect(executor.vault()?.principal.units == 99_000 * one)
        #expect(executor.dollar()?.principal.units == 99_000 * one)
        #expect(executor.dollar()?.supply.units == 2_099_000 * one)
        _ = try executor.close()
    }

    @Test func interestRisesNearTheLimit() throws {
        var dollar = DollarRecord()
        dollar.supply = Amount(30_000_000 * one)
        for (principal, rate) in [
            (0, 20_000), (7_200_000, 20_000), (7_400_000, 40_000), (8_100_000, 110_000),
            (9_000_000, 200_000), (30_000_000, 200_000),
        ] as [(UInt128, UInt32)] {
            dollar.principal = Amount(principal * one)
            #expect(dollar.interestRate == rate)
        }
        // 30 days of 100,000 at 4 %: 328.767 dollars, rounded up.
        dollar.principal = Amount(7_400_000 * one)
        dollar.interestTime = 1_000
        dollar.accrue(until: 1_000 + 30 * 86_400)
        #expect(dollar.interestIndex.units == 3_287_671_232_876_712)
        var vault = vault(0, 100_000 * one + 1)
        try vault.settle(at: dollar.interestIndex)
        #expect(vault.interest.units == 328_767_123_287_671_200_001)
        // Time does not go back, and nothing is owed while nobody owes.
        dollar.accrue(until: 500)
        #expect(dollar.interestTime == 1_000 + 30 * 86_400)
        dollar.principal = .zero
        dollar.accrue(until: .max)
        #expect(dollar.interestIndex.units == 3_287_671_232_876_712)
    }

    @Test func liquidationPaysTheLenderAndTheLiquidator() throws {
        var setup = try VaultLedger()
        setup.setVault(of: 1, collateral: 100_000 * one, principal: 92_500 * one)
        var executor = try setup.ledger.executor()
        let (paid, taken) = (
            UInt128(57_954_545_454_545_454_545_455), UInt128(60_272_727_272_727_272_727_273)
        )
        #expect(
            executor.receipt(TestLedger.sign(.liquidate(1, 80_000 * one), account: 2))
                == change(taken, paid))
        #expect(executor.balance(2, 0x8001) == taken)
        #expect(executor.balance(2, 1) == 2_000_000 * one - paid)
        #expect(executor.dollar()?.principal.units == 92_500 * one - paid)
        #expect(executor.vault()?.collateral.units == 100_000 * one - taken)
        #expect(
            executor.apply(TestLedger.sign(.liquidate(), account: 2, nonce: 1))
                == .rejected(.collateral))
        _ = try executor.close()
    }

    /// Collateral first, then the buffer, then every dollar, visibly; later income pays it back.
    @Test func badDebtTakesTheBufferFirst() throws {
        let bad = UInt128(490_099_009_900_990_099_010)
        for buffer in [UInt128(0), 100 * one, 5_000 * one] {
            var setup = try VaultLedger()
            setup.setVault(of: 1, collateral: 100_000 * one, principal: 99_500 * one)
            setup.ledger.records[.balance(.fees, .dollarBuffer, .unifiedDollar)] = .balance(
                Amount(buffer))
            setup.ledger.setBalance(1, 2_000_000 * one - buffer, of: 2)
            var executor = try setup.ledger.executor()
            #expect(
                executor.receipt(TestLedger.sign(.liquidate(), account: 2))
                    == change(100_000 * one, 99_500 * one - bad, bad: bad))
            let left = bad - min(bad, buffer)
            #expect(executor.dollar()?.badDebt.units == left)
            #expect(executor.dollar()?.principal.units == left)
            #expect(executor.balance(0, sub: 1, 1) == buffer - (bad - left))
            #expect(executor.vault()?.principal.isZero == true)
            #expect(executor.vaultMarket()?.principal.isZero == true)
            let module = executor.parModule()
            #expect((try #require(module).coverage.units < one) == (left > 0))
            // The fee of a redemption pays bad debt before it fills the buffer.
            #expect(
                executor.apply(
                    TestLedger.sign(.redeemBasket(200_000 * one), account: 2, nonce: 1)
                ).receipt != nil)
            #expect(executor.dollar()?.badDebt.units == left - min(left, 200 * one))
            #expect(executor.dollar()?.isBacked == true)
            _ = try executor.close()
        }
    }
}
