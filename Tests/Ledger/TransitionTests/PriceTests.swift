import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

/// Prices: agreement of signers, jumps, bands, and every refusal.
@Suite struct PriceTests {
    private let one = TestLedger.one
    private let feed = FeedID(2)

    /// A ledger with a feed of token 2 and so many signers, accounts 11, 12, ..., each with a key.
    private func ledger(
        signers: Int = 7, threshold: UInt8 = 5, price: PriceRecord? = nil
    ) throws -> TestLedger {
        var ledger = try TestLedger()
        var members = SignerAccounts()
        for index in 0..<signers {
            let account = AccountID(UInt32(11 + index))
            members.append(account)
            ledger.records[.account(account)] = .account(AccountRecord(owner: TestLedger.alice))
            ledger.records[.key(account, KeySlot(0))] =
                ledger.records[
                    .key(AccountID(1), KeySlot(0))]
        }
        ledger.records[.signerSet(SignerSetID(3))] = .signerSet(
            SignerSetRecord(threshold: threshold, members: members))
        for feed in [feed, FeedID(3)] {
            ledger.records[.feed(feed)] = .feed(
                FeedRecord(kind: .dollarCoin, signers: SignerSetID(3)))
        }
        if let price { ledger.records[.price(feed)] = .price(price) }
        return ledger
    }

    private func post(
        _ price: UInt128, at time: UInt64, by signer: Int, nonce: UInt32 = 0, of feed: UInt16 = 2
    ) -> SignedOperation {
        TestLedger.sign(
            .postPrices(
                PostPrices(
                    time: time, prices: .of(PostedPrice(FeedID(feed), Amount(price))))),
            account: UInt32(11 + signer), nonce: nonce)
    }

    private func price(_ executor: inout BlockExecutor<MemoryReader>) -> PriceRecord? {
        guard case .price(let record)? = executor.record(for: .price(feed)) else { return nil }
        return record
    }

    private func feed(_ executor: inout BlockExecutor<MemoryReader>) -> FeedRecord? {
        guard case .feed(let record)? = executor.record(for: .feed(feed)) else { return nil }
        return record
    }

    /// Prices in thousandths of a dollar, posted by the signers in order at the block's time.
    private func agreed(
        _ thousandths: [UInt128], signers: Int = 7, threshold: UInt8 = 5
    ) throws -> UInt128? {
        var executor = try ledger(signers: signers, threshold: threshold).executor()
        for (signer, price) in thousandths.enumerated() {
            let outcome = executor.apply(
                post(price * one / 1_000, at: TestLedger.now, by: signer))
            #expect(outcome.receipt == .done)
        }
        return price(&executor).map { $0.price.units * 1_000 / one }
    }

    /// Two liars of seven move nothing beyond what honest signers say; three are refused by the
    /// spread, whichever five are taken first.
    @Test func liarsDoNotMoveTheMedian() throws {
        let rows: [(prices: [UInt128], agreed: UInt128?)] = [
            ([1_000, 1_001, 999, 1_000, 1_002], 1_000), ([1_000, 1_001, 999, 1_000], nil),
            ([500, 500, 1_000, 1_001, 999], nil),
            ([500, 500, 1_000, 1_001, 999, 1_000, 1_000], 1_000),
            ([1_005, 1_005, 1_000, 1_000, 1_001], 1_001),
            ([1_005, 1_005, 1_000, 1_000, 1_000], 1_000),
            ([500, 500, 500, 1_000, 1_000, 1_000, 1_000], nil),
            ([990, 990, 1_000, 1_010, 1_010], 1_000), ([989, 990, 1_000, 1_010, 1_010], nil),
        ]
        for (prices, expected) in rows {
            #expect(try agreed(prices) == expected, "\(prices)")
        }
        #expect(try agreed([1_000, 1_003, 1_001], signers: 4, threshold: 3) == 1_001)
    }

    @Test func timeIsTheOldestAndObservationsAreUsedOnce() throws {
        var executor = try ledger(signers: 4, threshold: 3).executor()
        let now = TestLedger.now
        for (signer, time) in [now - 4, now - 1, now - 3].enumerated() {
            #expect(executor.apply(post(one, at: time, by: signer)).receipt == .done)
        }
        #expect(price(&executor) == PriceRecord(price: Amount(one), time: now - 4))
        #expect(feed(&executor)?.observations[0].time == 0)
        // Two more do not make another price, three do.
        for (signer, time) in [now + 1, now + 2].enumerated() {
            _ = executor.apply(post(one * 1_001 / 1_000, at: time, by: signer, nonce: 1))
        }
        #expect(price(&executor)?.time == now - 4)
        _ = executor.apply(post(one * 1_001 / 1_000, at: now + 3, by: 3))
        #expect(
            price(&executor) == PriceRecord(price: Amount(one * 1_001 / 1_000), time: now + 1))
    }

    @Test func postsAreRefusedInOrder() throws {
        var ledger = try ledger()
        let now = TestLedger.now
        ledger.records[.key(AccountID(12), KeySlot(1))] = .key(
            KeyRecord(
                publicKey: .init(), scopes: .transfer, expiry: 0, nonces: NonceWindow()))
        func refused(_ operation: SignedOperation, _ reason: Rejection) throws {
            var executor = try ledger.executor()
            #expect(executor.apply(operation) == .rejected(reason))
        }
        func body(_ time: UInt64, _ prices: (UInt16, UInt128)...) -> SignedBody {
            var list = BoundedList<4, PostedPrice>()
            for (feed, price) in prices { list.append(PostedPrice(FeedID(feed), Amount(price))) }
            return .postPrices(PostPrices(time: time, prices: list))
        }
        try refused(post(0, at: now, by: 0), .malformed)
        for prices in [[(3, one), (2, one)], [(2, one), (2, one)]] as [[(UInt16, UInt128)]] {
            try refused(
                TestLedger.sign(body(now, prices[0], prices[1]), account: 11), .malformed)
        }
        try refused(post(one, at: now, by: 0, of: 4), .notFound)
        // Not a signer, or with a key that may not trade.
        try refused(TestLedger.sign(body(now, (2, one))), .scope)
        try refused(TestLedger.sign(body(now, (2, one)), account: 12, slot: 1), .scope)
        try refused(post(one, at: now - 31, by: 0), .stalePrice)
        try refused(post(one, at: now + 6, by: 0), .stalePrice)
        try refused(post(one, at: .max, by: 0), .stalePrice)
        var executor = try ledger.executor()
        #expect(executor.apply(post(one, at: now, by: 0)).receipt == .done)
        #expect(executor.apply(post(one, at: now, by: 0, nonce: 1)) == .rejected(.stalePrice))
        #expect(executor.apply(post(one, at: now + 1, by: 0, nonce: 1)).receipt == .done)
    }

    /// The price after three signers agreed on another, some seconds later.
    private func following(
        _ last: PriceRecord, _ thousandths: UInt128, candidate: PriceObservation? = nil
    ) throws -> (PriceRecord, PriceObservation) {
        var ledger = try ledger(signers: 4, threshold: 3, price: last)
        if let candidate, case .feed(var feed)? = ledger.records[.feed(self.feed)] {
            feed.candidate = candidate
            ledger.records[.feed(self.feed)] = .feed(feed)
        }
        var executor = try ledger.executor()
        for signer in 0..<3 {
            _ = executor.apply(
                post(thousandths * one / 1_000, at: TestLedger.now, by: signer))
        }
        let (price, feed) = (price(&executor), feed(&executor))
        return (try #require(price), try #require(feed).candidate)
    }

    @Test func jumpsSuspendUntilConfirmed() throws {
        let now = TestLedger.now
        func seen(_ thousandths: UInt128, _ time: UInt64) -> PriceObservation {
            PriceObservation(price: Amount(thousandths * one / 1_000), time: time)
        }
        func last(_ age: UInt64) -> PriceRecord { PriceRecord(price: Amount(one), time: now - age) }
        let none = PriceObservation(placeholder: ())
        // Age of the last price, the new one in thousandths, the candidate before; whether it is
        // taken, the candidate after.
        let rows: [(UInt64, UInt128, PriceObservation?, Bool, PriceObservation)] = [
            (1, 995, nil, true, none), (1, 994, nil, false, seen(994, now)),
            (60, 990, nil, true, none), (60, 989, nil, false, seen(989, now)),
            (900, 920, nil, true, none), (900, 919, nil, false, seen(919, now)),
            // Confirmed after 30 to 120 seconds within half a percent.
            (1, 900, seen(903, now - 30), true, none), (1, 900, seen(903, now - 120), true, none),
            (1, 900, seen(903, now - 121), false, seen(900, now)),
            (1, 900, seen(906, now - 60), false, seen(900, now)),
            // One that is too early leaves the candidate waiting; another price replaces it.
            (1, 900, seen(903, now - 29), false, seen(903, now - 29)),
            (1, 800, seen(903, now - 29), false, seen(800, now)),
        ]
        for (age, price, candidate, isTaken, after) in rows {
            let (record, left) = try following(last(age), price, candidate: candidate)
            #expect(record.isSuspended == !isTaken && left == after)
            #expect(record.price.units == (isTaken ? price * one / 1_000 : one))
            #expect(record.time == (isTaken ? now : now - age))
        }
        var suspended = last(1)
        suspended.isSuspended = true
        #expect(try following(suspended, 1_001).0.isSuspended == false)
    }

    @Test func pricesFreezeOutsideOfTheirBand() throws {
        let now = TestLedger.now
        func last(frozen: Bool, calmSince: UInt64 = 0) -> PriceRecord {
            var record = PriceRecord(price: Amount(one), time: now - 200)
            (record.isFrozen, record.calmSince) = (frozen, calmSince)
            return record
        }
        // Was it frozen, calm since; the price; is it frozen, calm since.
        let rows: [(Bool, UInt64, UInt128, Bool, UInt64)] = [
            (false, 0, 995, false, 0), (false, 0, 994, true, 0), (false, 0, 1_010, false, 0),
            (false, 0, 1_011, true, 0), (true, 0, 996, true, 0), (true, 500, 997, true, 0),
            (true, 0, 998, true, now), (true, 0, 1_005, true, now), (true, 500, 1_006, true, 0),
            (true, 500, 1_000, true, 500), (true, 500, 990, true, 0),
        ]
        for (wasFrozen, wasCalm, price, isFrozen, isCalm) in rows {
            let (record, _) = try following(last(frozen: wasFrozen, calmSince: wasCalm), price)
            #expect(record.isFrozen == isFrozen && record.calmSince == isCalm, "\(price)")
        }
        // Thawed after an hour.
        var ledger = try ledger(signers: 4, threshold: 3, price: last(frozen: true, calmSince: 1))
        ledger.previous = BlockHeader(
            network: ledger.previous.network, number: 0, previousHash: .init(), timestamp: 3_000,
            oldRoot: .init(), newRoot: .init(), dataHash: .init(), chains: ledger.previous.chains)
        for (time, isFrozen) in [(3_600, true), (3_601, false)] as [(UInt64, Bool)] {
            var executor = try BlockExecutor(
                previous: ledger.previous, timestamp: time,
                reader: MemoryReader(records: ledger.records))
            for signer in 0..<3 {
                _ = executor.apply(
                    TestLedger.sign(
                        .postPrices(
                            PostPrices(time: time, prices: .of(PostedPrice(feed, Amount(one))))),
                        account: UInt32(11 + signer), validUntil: .max))
            }
            #expect(price(&executor)?.isFrozen == isFrozen)
        }
    }

    @Test func governanceNamesSignersFeedsAndCoins() throws {
        let ledger = try ledger()
        var executor = try ledger.executor()
        func signers(_ threshold: UInt8, _ accounts: UInt32...) -> PriorityOperation {
            var members = SignerAccounts()
            for account in accounts { members.append(AccountID(account)) }
            return .setSigners(
                SetSigners(set: SignerSetID(1), threshold: threshold, members: members))
        }
        func feed(_ token: UInt16, _ set: UInt8) -> PriorityOperation {
            .setFeed(SetFeed(feed: FeedID(token), kind: .dollarCoin, signers: SignerSetID(set)))
        }
        let failed: [(PriorityOperation, Rejection)] = [
            (signers(2, 11, 12), .malformed), (signers(3, 11, 12), .malformed),
            (signers(3, 11, 12, 13, 14, 15), .malformed), (signers(3, 11, 11, 12), .malformed),
            (signers(3, 11, 12, 99), .notFound), (feed(5, 3), .notFound), (feed(2, 1), .notFound),
        ]
        for (operation, reason) in failed {
            #expect(executor.apply(operation) == .failed(reason, refund: nil))
        }
        #expect(executor.apply(signers(3, 11, 12, 13, 14)).receipt == .done)
        _ = executor.apply(post(one, at: TestLedger.now, by: 0))
        #expect(executor.apply(feed(2, 1)).receipt == .done)
        #expect(
            executor.record(for: .feed(self.feed))
                == .feed(FeedRecord(kind: .dollarCoin, signers: SignerSetID(1))))
    }

    @Test func coinsAreListedOnceAndTheirTermsChange() throws {
        var ledger = try ledger()
        for token in UInt16(2)...12 {
            ledger.records[.token(TokenID(token))] = .token(
                TokenRecord(token == 12 ? .ordinary : .stable))
            ledger.records[.feed(FeedID(token))] = .feed(
                FeedRecord(kind: .dollarCoin, signers: SignerSetID(3)))
        }
        ledger.records[.feed(FeedID(11))] = nil
        var executor = try ledger.executor()
        func list(
            _ token: UInt16, _ change: (inout CollateralTerms) -> Void = { _ in }
        ) -> PriorityOperation {
            var terms = DollarLedger.terms
            change(&terms)
            return .setCollateral(SetCollateral(token: TokenID(token), terms: terms))
        }
        let failed: [(PriorityOperation, Rejection)] = [
            (list(2) { $0.discount = 500_001 }, .malformed),
            (list(2) { $0.largestMintFee = 50_001 }, .malformed),
            (list(2) { $0.leastRedeemFee = 0 }, .malformed),
            (list(2) { $0.leastRedeemFee = 5_001 }, .malformed),
            (list(2) { $0.largestRedeemFee = 50_001 }, .malformed),
            (list(2) { $0.ceiling = Amount((1 << 120) + 1) }, .malformed),
            (list(99), .notFound), (list(12), .malformed), (list(11), .notFound),
        ]
        for (operation, reason) in failed {
            #expect(executor.apply(operation) == .failed(reason, refund: nil))
        }
        for token in UInt16(2)...9 { #expect(executor.apply(list(token)).receipt == .done) }
        #expect(executor.apply(list(10)) == .failed(.overflow, refund: nil))
        #expect(
            executor.record(for: .token(.unifiedDollar)) == .token(TokenRecord(.unifiedDollar)))
        let foundDollar = executor.dollar()
        let dollar = try #require(foundDollar)
        #expect(dollar.supply.isZero && dollar.coins.array.map(\.token.rawValue) == Array(2...9))
        #expect(executor.apply(list(3) { $0.discount = 7 }).receipt == .done)
        guard case .collateral(let record)? = executor.record(for: .collateral(TokenID(3))) else {
            Issue.record("no collateral")
            return
        }
        #expect(record.terms.discount == 7 && executor.dollar() == dollar)
        _ = try executor.close()
    }
}
