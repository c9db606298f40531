import Bytes
import Ledger
import TestSupport
import Testing
import Transition
import TransitionScenarios

/// Yield-bearing tokens: rates, pools with them, loans against them.
@Suite struct RateTests {
    private let one = TestLedger.one
    private let million = StablePools.million
    private let now = TestLedger.now
    /// 1.027314159265358979.
    private let rate: UInt128 = 1_027_314_159_265_358_979

    /// A pool of 10^6 of each coin, of which the second is rated, with A and f0; its shares are D.
    private func pool(
        at rate: UInt128, amplification: UInt32 = 50_000, feeRate: UInt32 = 300
    ) -> (PoolRecord, PoolMoment) {
        var pool = StablePools.pool(
            amplification: amplification, [million, million], feeRate: feeRate)
        pool.ratedCoins = 2
        let moment = PoolMoment(0, rates: .units(one, rate))
        pool.shareSupply = pool.invariant(at: moment) ?? .zero
        return (pool, moment)
    }

    /// Value 9 of economics.md.
    @Test func sellsAtTheRate() throws {
        let (pool, moment) = pool(at: rate)
        let trade = try #require(pool.sold(million / 10, from: 0, to: 1, at: moment))
        #expect(trade.amountOut.units == 97_289_612_355_094_973_352_576)
        #expect(trade.protocolCut.units == million / 10 * 64 / 1_000_000)
        // A rate of one is none.
        let (even, without) = self.pool(at: one)
        #expect(
            even.sold(million / 10, from: 1, to: 0, at: without)
                == even.sold(million / 10, from: 1, to: 0, at: .start))
    }

    /// D for a share never falls, whatever is traded at a fixed rate.
    @Test func noTradeLowersTheWorthOfShares() throws {
        var random = SeededGenerator(seed: 3)
        for round in 0..<300 {
            let rate = [rate, one / 3, 3 * one + 1, one + UInt128(random.next())][round % 4]
            var (pool, moment) = pool(at: rate)
            var (size, supply) = (
                try #require(pool.invariant(at: moment)).units, pool.shareSupply.units
            )
            for _ in 0..<12 {
                let (input, amount) = (
                    Int(random.next() % 2), 1 + UInt128(random.next()) << (random.next() % 14)
                )
                let sold =
                    random.next() % 2 == 0
                    ? pool.sold(amount, from: input, to: 1 - input, at: moment)
                    : pool.bought(amount, of: input, for: 1 - input, at: moment)
                guard let sold else { continue }
                let isIn = sold.amountIn.units == amount
                pool =
                    pool.after(sold, from: isIn ? input : 1 - input, to: isIn ? 1 - input : input)
                    ?? pool
                let next = try #require(pool.invariant(at: moment)).units
                #expect(
                    WideAmount(product: Amount(next), Amount(supply))
                        >= WideAmount(product: Amount(size), pool.shareSupply))
                (size, supply) = (next, pool.shareSupply.units)
            }
        }
    }

    /// The largest step of a rate, known beforehand, is worth no trade around it.
    @Test func rateStepCannotBeSandwiched() throws {
        let after = rate + rate * 3_600 / 72_000_000
        for feeRate in [LedgerLimits.leastRatedFeeRate, 300] {
            for part in [1_000_000, 10_000, 100, 10] as [UInt128] {
                let (pool, moment) = pool(at: rate, feeRate: feeRate)
                let later = PoolMoment(0, rates: .units(one, after))
                // Buys the rated coin, and sells it after the step.
                let bought = try #require(pool.sold(million / part, from: 0, to: 1, at: moment))
                let middle = try #require(pool.after(bought, from: 0, to: 1))
                let sold = try #require(
                    middle.sold(bought.amountOut.units, from: 1, to: 0, at: later))
                #expect(sold.amountOut < bought.amountIn)
            }
        }
    }

    /// What is sent to any contract moves no rate: it is what signers agree on, and rises slowly.
    @Test func donationMovesNoRate() throws {
        var price = PriceRecord(price: Amount(rate), time: now)
        var feed = FeedRecord(kind: .rate, signers: SignerSetID(0))
        feed.candidate = PriceObservation(price: Amount(rate), time: 0)
        func follow(_ value: UInt128, after seconds: UInt64) {
            price.follow(
                PriceObservation(price: Amount(value), time: price.time + seconds),
                candidate: &feed.candidate, .rate)
        }
        follow(2 * rate, after: 3_600)
        #expect(price.price.units == rate + rate * 3_600 / 72_000_000)
        // No more for a longer time.
        let before = price.price.units
        follow(2 * rate, after: 1_000_000)
        #expect(price.price.units == before + before * 3_600 / 72_000_000)
        #expect(feed.candidate.price == price.price && feed.candidate.time == 0)
        #expect(!price.isSuspended && !price.isFrozen)
    }

    /// Falls: small ones at once, large ones when they are seen twice within 30 to 120 seconds.
    @Test func aLargeFallIsSeenTwice() {
        let start = PriceRecord(price: Amount(one), time: now)
        let high = PriceObservation(price: Amount(one), time: 0)
        func following(_ steps: [(percent: UInt128, seconds: UInt64)]) -> PriceRecord {
            var (price, candidate, time) = (start, high, now)
            for step in steps {
                time += step.seconds
                price.follow(
                    PriceObservation(price: Amount(one * step.percent / 100), time: time),
                    candidate: &candidate, .rate)
            }
            return price
        }
        #expect(following([(98, 1)]).price.units == one * 98 / 100)
        #expect(!following([(98, 1)]).isFrozen)
        #expect(following([(99, 1), (97, 1)]).price.units == one * 99 / 100)
        for (gap, isTaken) in [(29, false), (30, true), (120, true), (121, false)] {
            let seen = following([(97, 1), (97, UInt64(gap))])
            #expect(seen.price.units == (isTaken ? one * 97 / 100 : one), "\(gap)")
            #expect(seen.isFrozen == isTaken && seen.isSuspended == !isTaken)
        }
        // The first sight counts until it is too old; then the next is the first.
        #expect(following([(97, 1), (97, 10), (97, 20)]).isFrozen)
        #expect(following([(97, 1), (97, 121), (97, 30)]).isFrozen)
        #expect(following([(97, 1), (100, 1), (97, 30)]).isFrozen == false)
        // Frozen, it falls at once and stays frozen when it rises.
        #expect(following([(97, 1), (97, 30), (50, 1)]).price.units == one / 2)
        #expect(following([(97, 1), (97, 30), (100, 3_600)]).isFrozen)
        #expect(start.isFresh(at: now + 10_800, .rate))
        #expect(!start.isFresh(at: now + 10_801, .rate))
    }

    /// An observation agreed later may be of an earlier time than a fall that was seen.
    @Test func anEarlierSecondSightIsNone() {
        var price = PriceRecord(price: Amount(one), time: now)
        var candidate = PriceObservation(price: Amount(one), time: 0)
        for time in [now + 20, now + 10] {
            price.follow(
                PriceObservation(price: Amount(one / 2), time: time), candidate: &candidate,
                .rate)
        }
        #expect(price.price.units == one && price.isSuspended)
    }
}
