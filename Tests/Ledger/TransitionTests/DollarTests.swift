import Bytes
import Ledger
import TestSupport
import Testing
import Transition
import TransitionScenarios

/// Minting and redeeming: exact values, every refusal, and what is left behind a dollar.
@Suite struct DollarTests {
    private let one = DollarLedger.one

    private func coins(_ amounts: (UInt16, UInt128)...) -> DollarCoins {
        var coins = DollarCoins()
        for (token, units) in amounts {
            coins.append(TokenQuantity(TokenID(token), Amount(units)))
        }
        return coins
    }

    // The examples of docs/protocol/transition.md.

    @Test func mintPaysItsFeeByExposure() throws {
        var dollar = try DollarLedger(600_000, prices: [one * 999 / 1_000])
        dollar.ledger.setBalance(2, 20_000 * one)
        var executor = try dollar.ledger.executor()
        let minted = 19_958_022 * one / 1_000
        let fee = 20_000 * one - minted
        #expect(
            executor.receipt(TestLedger.sign(.mint(20_000 * one)))
                == .dollars(Amount(minted), fee: Amount(fee), coins((2, 20_000 * one))))
        #expect(executor.balance(1, 1) == minted && executor.balance(0, sub: 1, 1) == fee)
        #expect(executor.balance(1, 2) == 0)
        #expect(executor.dollar()?.supply.units == 620_000 * one)
        #expect(executor.dollar()?.coins[0].amount.units == 620_000 * one)
        _ = try executor.close()
    }

    @Test func redemptionPaysParLessItsFee() throws {
        var dollar = try DollarLedger(100_000, 100_000)
        dollar.letHolderSign()
        var executor = try dollar.ledger.executor()
        #expect(
            executor.receipt(TestLedger.sign(.redeem(1_000 * one), account: 2))
                == .dollars(Amount(1_000 * one), fee: Amount(one), coins((2, 999 * one))))
        #expect(executor.balance(2, 2) == 999 * one)
        #expect(executor.balance(0, sub: 1, 1) == one)
        #expect(executor.dollar()?.supply.units == 200_000 * one - 999 * one)
        _ = try executor.close()
    }

    @Test func basketPaysEveryCoin() throws {
        var dollar = try DollarLedger(100_000, 50_000)
        dollar.letHolderSign()
        var executor = try dollar.ledger.executor()
        let half = 4_995 * one / 10
        #expect(
            executor.receipt(TestLedger.sign(.redeemBasket(1_500 * one), account: 2))
                == .dollars(
                    Amount(1_500 * one), fee: Amount(3 * one / 2),
                    coins((2, 999 * one), (3, half))))
        #expect(executor.balance(2, 2) == 999 * one && executor.balance(2, 3) == half)
        _ = try executor.close()
    }

    @Test func redemptionFees() throws {
        // Held of two coins, price of the first, dollars; the coins paid.
        let rows: [(UInt128, UInt128, UInt128, UInt128, UInt128)] = [
            (100_000, 900_000, one, 2, 1),
            // A tenth of all coins, in the middle of the operation a little less: 0.3046 %.
            (100_000, 900_000, one, 5_000 * one, 4_984_770_000_000_000_000_000),
            // A coin above a dollar is worth more dollars.
            (500_000, 500_000, one * 1_005 / 1_000, 1_005 * one, 999 * one),
        ]
        for (first, second, price, dollars, paid) in rows {
            var dollar = try DollarLedger(first, second, prices: [price])
            dollar.letHolderSign()
            var executor = try dollar.ledger.executor()
            let outcome = executor.apply(TestLedger.sign(.redeem(dollars), account: 2))
            guard case .dollars(_, _, let coins)? = outcome.receipt else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(coins[0].amount.units == paid)
        }
    }

    @Test func mintIsRefusedInOrder() throws {
        func refused(
            _ body: SignedBody, _ reason: Rejection,
            _ change: (inout DollarLedger) -> Void = { _ in }
        ) throws {
            var dollar = try DollarLedger(600_000, 300_000)
            dollar.ledger.setBalance(2, 900_000 * one)
            change(&dollar)
            var executor = try dollar.ledger.executor()
            #expect(executor.apply(TestLedger.sign(body)) == .rejected(reason))
        }
        try refused(.mint(0), .malformed)
        try refused(.mint(one, of: 4), .notFound)
        try refused(.mint(900_001 * one), .balance)
        try refused(.mint(1), .slippage) { $0.setPrice(2, one - 1) }
        try refused(.mint(one, minimum: one), .slippage)
        try refused(.mint(400_001 * one), .ceiling)
        try refused(.mint(20_001 * one), .ceiling)
        try refused(.mint(100 * one), .ceiling) { $0.fillAllowances(2, mint: 99 * one) }
        try refused(.mint(100 * one), .paused) { $0.setPrice(2, one, isFrozen: true) }
        try refused(.mint(100 * one), .paused) { $0.setPrice(3, one * 996 / 1_000) }
        try refused(.mint(100 * one), .stalePrice) { $0.setPrice(2, one, age: 121) }
        try refused(.mint(100 * one), .stalePrice) { $0.setPrice(3, one, age: 121) }
        // Frozen or below its ceiling comes before its age.
        try refused(.mint(100 * one), .paused) { $0.setPrice(2, one, age: 121, isFrozen: true) }
        try refused(.mint(100 * one), .slippage) {
            $0.ledger.records[.price(FeedID(2))] = nil
        }
    }

    @Test func redemptionIsRefusedInOrder() throws {
        func refused(
            _ body: SignedBody, _ reason: Rejection,
            _ change: (inout DollarLedger) -> Void = { _ in }
        ) throws {
            var dollar = try DollarLedger(100_000, 300_000)
            dollar.letHolderSign()
            change(&dollar)
            var executor = try dollar.ledger.executor()
            #expect(executor.apply(TestLedger.sign(body, account: 2)) == .rejected(reason))
        }
        try refused(.redeem(0), .malformed)
        try refused(.redeem(one, for: 4), .notFound)
        try refused(.redeem(400_001 * one), .balance)
        // The buffer's dollars are not redeemed.
        try refused(.redeem(390_000 * one), .balance) {
            $0.ledger.records[.balance(.fees, SubAccount(1), .unifiedDollar)] = .balance(
                Amount(10_001 * one))
        }
        try refused(.redeem(101_000 * one), .balance)
        try refused(.redeem(1), .slippage)
        try refused(.redeem(one, minimum: one), .slippage)
        try refused(.redeem(6_000 * one), .ceiling)
        try refused(.redeem(100 * one), .ceiling) { $0.fillAllowances(2, redeem: 99 * one) }
        try refused(.redeem(100 * one), .stalePrice) { $0.setPrice(2, one, age: 121) }
        try refused(.redeem(100 * one), .stalePrice) { $0.setPrice(3, one, age: 121) }
        try refused(.redeemBasket(0), .malformed)
        try refused(.redeemBasket(one, 0, 0, 0), .notFound)
        try refused(.redeemBasket(one), .notFound) { $0.ledger.records[.dollar] = nil }
        try refused(.redeemBasket(400_001 * one), .balance)
        try refused(.redeemBasket(one, one / 4), .slippage)
        try refused(.redeemBasket(1), .slippage)
    }

    /// What its owner took would be missing behind every dollar.
    @Test func nobodyTakesTheBuffer() throws {
        var dollar = try DollarLedger(100_000, 300_000, buffer: 50 * one)
        dollar.ledger.records[.key(.fees, KeySlot(0))] =
            dollar.ledger.records[
                .key(AccountID(1), KeySlot(0))]
        dollar.ledger.records[.tokenOnChain(.unifiedDollar, TestLedger.source)] = .tokenOnChain(
            TokenOnChainRecord(contract: TestLedger.contract, decimals: 18))
        dollar.ledger.setReserve(TestLedger.source, 1, 50 * one)
        var executor = try dollar.ledger.executor()
        for body in [SignedBody.transfer(one, of: 1), .redeem(one), .redeemBasket(one)] {
            #expect(
                executor.apply(TestLedger.sign(body, account: 0, sub: 1)) == .rejected(.scope))
        }
        let exit = FullExit(
            caller: ChainAddress(evm: Bytes20 { _ in 0xfe }), account: .fees,
            subAccount: .dollarBuffer, token: .unifiedDollar, amount: .maximum)
        #expect(executor.apply(.fullExit(exit)) == .failed(.scope, refund: nil))
    }

    @Test func allowancesComeBackInAnHour() {
        let whole = Amount(3_600)
        let used = Allowance(left: Amount(10), time: 5_000)
        #expect(used.available(of: whole, at: 5_000) == Amount(10))
        #expect(used.available(of: whole, at: 4_000) == Amount(10))
        #expect(used.available(of: whole, at: 5_100) == Amount(110))
        #expect(used.available(of: whole, at: 8_590) == whole)
        #expect(used.available(of: whole, at: .max) == whole)
        #expect(used.available(of: Amount(5), at: 5_000) == Amount(5))
        let full = Allowance(left: .maximum, time: 5_000)
        #expect(full.available(of: .maximum, at: 5_001) == .maximum)
    }

    /// Minting gives at most as many dollars as coins, and redeeming at most as many coins as
    /// dollars, whatever the amounts.
    @Test func mintRoundsDown() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let price = one * UInt128(995 + random.next() % 16) / 1_000
            var dollar = try DollarLedger(500_000, 400_000, prices: [price])
            dollar.ledger.setBalance(2, 20_000 * one)
            dollar.setTerms(2) { $0.discount = UInt32(random.next() % 10_000) }
            var executor = try dollar.ledger.executor()
            let amount =
                2 + UInt128(random.next() % 1_000_000)
                * (random.next() % 2 == 0 ? 1 : one / 1_000_000)
            guard executor.apply(TestLedger.sign(.mint(amount))).receipt != nil else { continue }
            let minted = executor.balance(1, 1) ?? 0
            #expect(minted <= amount && minted + (executor.balance(0, sub: 1, 1) ?? 0) == amount)
            let back = executor.apply(TestLedger.sign(.redeem(minted), nonce: 1))
            if back.receipt != nil {
                #expect((executor.balance(1, 2) ?? 0) < 20_000 * one)
            }
        }
    }
}
