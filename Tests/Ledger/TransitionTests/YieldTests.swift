import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

/// Operations with a yield-bearing token 5 whose underlying token is 2.
@Suite struct YieldTests {
    private let one = TestLedger.one
    private let now = TestLedger.now

    /// Account 1 holds tokens 2 and 5; the rate is 1.05 unless given otherwise.
    private func ledger(rate: PriceRecord?) throws -> VaultLedger {
        var setup = try VaultLedger()
        setup.openDollar()
        setup.ledger.records[.token(TokenID(5))] = .token(
            TokenRecord(.yieldBearing, underlying: TokenID(2)))
        setup.ledger.records[.feed(FeedID(5))] = .feed(
            FeedRecord(kind: .rate, signers: SignerSetID(0)))
        setup.ledger.records[.price(FeedID(5))] = rate.map { .price($0) }
        for token in [2, 5] as [UInt16] { setup.ledger.setBalance(token, 9_000_000 * one) }
        setup.ledger.records[.counter(.pools)] = .counter(CounterRecord(next: 2))
        return setup
    }

    private var rate: PriceRecord { PriceRecord(price: Amount(one * 105 / 100), time: now) }

    private func create(feeRate: UInt32 = 300) -> SignedOperation {
        TestLedger.sign(
            .createPool(
                CreatePool(
                    kind: .stable, feeRate: feeRate,
                    stable: StableTerms(
                        amplification: 20_000, feeSlope: 2_000, maximumFeeRate: 5_000),
                    deposits: .of(
                        TokenQuantity(TokenID(2), Amount(1_050_000 * one)),
                        TokenQuantity(TokenID(5), Amount(1_000_000 * one))))))
    }

    private func swap(nonce: UInt32) -> SignedOperation {
        TestLedger.sign(
            .swap(
                Swap(
                    kind: .exactIn,
                    route: Route(from: TokenID(2), through: PoolID(2), to: TokenID(5)),
                    amountIn: Amount(105 * one), amountOut: .zero)), nonce: nonce)
    }

    @Test func poolsCountAtTheRate() throws {
        var executor = try ledger(rate: rate).ledger.executor()
        #expect(executor.apply(create(feeRate: 99)) == .rejected(.malformed))
        #expect(executor.apply(create()).receipt != nil)
        let created = executor.pool(2)
        let pool = try #require(created)
        // Both coins are worth as much: D is their sum.
        #expect(pool.ratedCoins == 2 && pool.shareSupply.units == 2_100_000 * one)
        let before = executor.balance(1, 5) ?? 0
        #expect(executor.apply(swap(nonce: 1)).receipt != nil)
        let bought = (executor.balance(1, 5) ?? 0) - before
        #expect(bought > 99 * one && bought < 100 * one)
    }

    /// Without a usable rate nothing is traded, but everybody can leave.
    @Test func balancedRemovalNeedsNoRate() throws {
        var frozen = rate
        frozen.isFrozen = true
        let old = PriceRecord(price: rate.price, time: 0)
        for (record, reason) in [
            (frozen, .paused), (nil, .stalePrice), (old, .stalePrice),
        ] as [(PriceRecord?, Rejection)] {
            var executor = try ledger(rate: rate).ledger.executor()
            #expect(executor.apply(create()).receipt != nil)
            let created = executor.pool(2)
            let pool = try #require(created)
            var later = try ledger(rate: record).ledger
            later.records[.pool(PoolID(2))] = .pool(pool)
            later.records[.token(TokenID(0x8002))] = .token(TokenRecord(.share))
            later.records[.balance(AccountID(1), SubAccount(0), TokenID(0x8002))] = .balance(
                Amount(1_000 * one))
            var leaving = try later.executor(at: record?.time == 0 ? 10_801 : now)
            let late: UInt64 = .max
            func sign(_ body: SignedBody) -> SignedOperation {
                TestLedger.sign(body, validUntil: late)
            }
            #expect(leaving.apply(sign(swap(nonce: 0).body)) == .rejected(reason))
            #expect(
                leaving.apply(sign(.addOneCoin(pool: 2, 2, one))) == .rejected(reason))
            #expect(
                leaving.apply(sign(.removeOneCoin(pool: 2, 2, shares: one)))
                    == .rejected(reason))
            let removal = SignedBody.removeLiquidity(
                RemoveLiquidity(
                    pool: PoolID(2), shares: Amount(1_000 * one),
                    minimumAmounts: .units(0, 0)))
            #expect(leaving.apply(sign(removal)).receipt != nil)
        }
    }

    /// A yield-bearing token secures dollars at its rate.
    @Test func lendsAgainstTheRate() throws {
        var setup = try ledger(rate: rate)
        var market = VaultMarketRecord(terms: VaultLedger.terms)
        market.debtAllowance = Allowance(left: .maximum, time: now)
        setup.ledger.records[.vaultMarket(TokenID(5))] = .vaultMarket(market)
        func open(_ dollars: UInt128) -> SignedOperation {
            TestLedger.sign(
                .openDebt(
                    OpenDebt(
                        token: TokenID(5), collateral: Amount(1_000 * one),
                        dollars: Amount(dollars))))
        }
        // 1,000 at 1.05 and a loan of 85 %: 892.5.
        var executor = try setup.ledger.executor()
        #expect(executor.apply(open(892 * one + one / 2 + 1)) == .rejected(.collateral))
        #expect(executor.apply(open(892 * one + one / 2)).receipt != nil)
        var frozen = rate
        frozen.isFrozen = true
        setup.ledger.records[.price(FeedID(5))] = .price(frozen)
        executor = try setup.ledger.executor()
        #expect(executor.apply(open(100 * one)) == .rejected(.paused))
        setup.ledger.records[.price(FeedID(5))] = nil
        executor = try setup.ledger.executor()
        #expect(executor.apply(open(100 * one)) == .rejected(.stalePrice))
    }

    @Test func governanceSaysForWhatATokenStands() throws {
        let setup = try ledger(rate: rate)
        func feed(
            _ token: UInt16, _ kind: FeedKind, _ underlying: UInt16 = 0
        ) -> PriorityOperation {
            .setFeed(
                SetFeed(
                    feed: FeedID(token), kind: kind, signers: SignerSetID(0),
                    underlying: TokenID(underlying)))
        }
        var ledger = setup.ledger
        ledger.records[.signerSet(SignerSetID(0))] = .signerSet(
            SignerSetRecord(
                threshold: 3, members: .of(AccountID(1), AccountID(2), AccountID(0))))
        var executor = try ledger.executor()
        for (operation, reason) in [
            (feed(5, .rate, 9), .notFound), (feed(5, .rate, 1), .malformed),
            (feed(5, .rate, 5), .malformed), (feed(5, .rate, 3), .exists),
            (feed(5, .dollarCoin), .malformed), (feed(2, .rate, 3), .malformed),
            (feed(2, .token), .malformed), (feed(2, .dollarCoin, 3), .malformed),
        ] as [(PriorityOperation, Rejection)] {
            #expect(executor.apply(operation) == .failed(reason, refund: nil))
        }
        let highest = PriceObservation(price: Amount(2 * one), time: 0)
        for isFrozen in [false, true] {
            var (known, record) = (rate, FeedRecord(kind: .rate, signers: SignerSetID(0)))
            (known.isFrozen, record.candidate) = (isFrozen, highest)
            ledger.records[.price(FeedID(5))] = .price(known)
            ledger.records[.feed(FeedID(5))] = .feed(record)
            executor = try ledger.executor()
            #expect(executor.apply(feed(5, .rate, 2)).receipt == .done)
            guard case .price(let price)? = executor.record(for: .price(FeedID(5))),
                case .feed(let after)? = executor.record(for: .feed(FeedID(5)))
            else {
                Issue.record("rate and feed stay")
                return
            }
            // One that was frozen waits for the next agreed one, which is then as it is.
            #expect(price.price == rate.price && price.isSuspended == isFrozen)
            #expect(!price.isFrozen)
            #expect(after.candidate.price == (isFrozen ? .zero : highest.price))
        }
    }
}
