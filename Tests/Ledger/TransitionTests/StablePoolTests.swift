import Bytes
import Ledger
import TestSupport
import Testing
import Transition
import TransitionScenarios

/// Stable pools: exact values, what nobody gains, and what is refused.
@Suite struct StablePoolTests {
    private let one = StablePools.one
    private let million = StablePools.million

    /// The values of `docs/protocol/transition.md`, "Stable pools", which big integers gave.
    @Test func valuesOfTheInvariant() {
        typealias Pools = StablePools
        #expect(Pools.pool(100, million, million).invariant(at: .start)?.units == 2_000_000 * one)
        #expect(
            Pools.pool(100, million, million / 2).invariant(at: .start)?.units
                == 1_499_073_492_619_947_288_141_585)
        #expect(
            Pools.pool(2_000, 25 * million, 60 * million, 7 * million).invariant(at: .start)?.units
                == 91_973_261_828_454_851_167_462_158)
        #expect(
            Pools.pool(1, 1_000 * one, 1_000 * one, 1_000 * one, one).invariant(at: .start)?.units
                == 1_168_220_985_272_872_495_590)
    }

    @Test func valuesOfTrades() throws {
        let even = StablePools.pool(1_000, million, million)
        let sold = try #require(even.sold(million / 10, from: 0, to: 1))
        #expect(sold.amountOut.units == 99_948_118_831_481_210_972_131)
        #expect(sold.protocolCut.units == 69 * one / 10)
        let after = try #require(even.after(sold, from: 0, to: 1)?.invariant(at: .start))
        let price = Amount.floorOfProduct(after, Amount(one), dividedBy: even.shareSupply)
        #expect(price?.units == 1_000_017_448_311_877_431)
        let bought = try #require(even.bought(million / 10, of: 1, for: 0))
        #expect(bought.amountIn.units == 100_051_913_443_023_389_236_723)
        #expect(bought.protocolCut.units == 6_903_582_027_568_613_857)
        let three = StablePools.pool(2_000, 25 * million, 60 * million, 7 * million)
        #expect(
            three.sold(million, from: 1, to: 2)?.amountOut.units == 991_192_037_881_283_757_700_828)
        #expect(
            three.sold(million, from: 2, to: 1)?.amountOut.units
                == 1_004_270_111_315_150_911_646_009)
    }

    @Test func valuesOfOneCoinOperations() {
        let three = StablePools.pool(1_000, million, million, million)
        let deposit = TokenQuantity(TokenID(2), Amount(million / 10))
        #expect(three.shares(adding: deposit, at: .start)?.units == 99_967_438_885_571_023_259_149)
        #expect(
            three.amount(of: TokenID(2), removing: Amount(million / 10), at: .start)?.units
                == 99_969_664_293_956_834_350_618)
    }

    /// Balancer, November 2025: swaps of a few units lowered D, one rounding at a time.
    @Test func microSwapsNeverLowerD() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20 {
            var pool = StablePools.random(&random)
            var value = try #require(pool.invariant(at: .start))
            for _ in 0..<40 {
                let input = Int(random.next() % UInt64(pool.tokens.count))
                let output = (input + 1) % pool.tokens.count
                let units = UInt128(1 + random.next() % 9)
                let trade =
                    random.next() % 2 == 0
                    ? pool.sold(units, from: input, to: output)
                    : pool.bought(units, of: output, for: input)
                guard let after = pool.after(trade, from: input, to: output) else { continue }
                let next = try #require(after.invariant(at: .start))
                #expect(next >= value)
                (pool, value) = (after, next)
            }
        }
    }

    /// yETH, November 2025: a product rounded to zero.
    ///
    /// Here the smallest one is above 10^-4 of the sum.
    @Test func productNeverVanishes() throws {
        for ratio in [1, 1_000, 4_096] as [UInt128] {
            for amplification in [1, 10_000] as [UInt32] {
                let pool = StablePools.pool(
                    amplification, ratio * one, ratio * one, ratio * one, one)
                let value = try #require(pool.invariant(at: .start))
                var product = value
                for balance in [ratio * one, ratio * one, ratio * one, one] {
                    let factor = Amount(4 * balance)
                    product = try #require(
                        Amount.floorOfProduct(product, value, dividedBy: factor))
                }
                #expect(product.units > (3 * ratio + 1) * one / 10_000)
            }
        }
    }

    /// KyberSwap, November 2023: two formulas for one boundary.
    ///
    /// Selling exactly what a purchase costs
    /// gives at least the purchase, and buying what a sale gives costs at most the sale.
    @Test func pinsAgreeAtEveryBoundary() throws {
        var random = SeededGenerator(seed: 7)
        var checked = 0
        for _ in 0..<400 {
            var pool = StablePools.random(&random)
            // Both fees are then the same.
            pool.stable.feeSlope = 0
            let amount = max(1, pool.balances[1].units >> UInt128(1 + random.next() % 40))
            if let bought = pool.bought(amount, of: 1, for: 0) {
                let sold = try #require(pool.sold(bought.amountIn.units, from: 0, to: 1))
                #expect(sold.amountOut.units >= amount)
                checked += 1
            }
            if let sold = pool.sold(amount, from: 0, to: 1) {
                let again = try #require(pool.bought(sold.amountOut.units, of: 1, for: 0))
                #expect(again.amountIn.units <= amount + 2)
                checked += 1
            }
        }
        #expect(checked > 300)
    }

    @Test func roundTripsAndDetoursNeverPay() throws {
        var random = SeededGenerator(seed: 9)
        var checked = 0
        for _ in 0..<200 {
            let pool = StablePools.random(&random)
            let amount = max(1_000_000, pool.balances[0].units >> UInt128(4 + random.next() % 20))
            guard let there = pool.sold(amount, from: 0, to: 1),
                let between = pool.after(there, from: 0, to: 1),
                let back = between.sold(there.amountOut.units, from: 1, to: 0)
            else { continue }
            #expect(back.amountOut.units < amount)
            checked += 1
        }
        #expect(checked > 100)
    }

    /// One coin in and another out costs at least what their swap costs.
    @Test func noDetourBeatsTheSwap() throws {
        var random = SeededGenerator(seed: 10)
        var checked = 0
        for _ in 0..<200 {
            var pool = StablePools.random(&random)
            let amount = max(1_000_000, pool.balances[0].units >> UInt128(4 + random.next() % 20))
            let deposit = TokenQuantity(pool.tokens[0], Amount(amount))
            guard let swap = pool.sold(amount, from: 0, to: 1),
                let shares = pool.shares(adding: deposit, at: .start)
            else { continue }
            // The protocol's part of the deposit is left in the pool: better for the detour.
            pool.balances[0] = Amount(pool.balances[0].units + amount)
            pool.shareSupply = Amount(pool.shareSupply.units + shares.units)
            guard let out = pool.amount(of: pool.tokens[1], removing: shares, at: .start) else {
                continue
            }
            #expect(out <= swap.amountOut)
            checked += 1
        }
        #expect(checked > 100)
    }

    /// The fee rises with the share of the incoming coin, and the way back to balance stays at its
    /// least.
    @Test func feesAreDearerInTheHarmfulDirection() {
        let uneven = StablePools.pool(500, 7 * million, 3 * million)
        #expect(uneven.feeMillionths(of: Amount(1), TokenID(2), at: .start) == 1_320)
        #expect(uneven.feeMillionths(of: Amount(1), TokenID(3), at: .start) == 360)
        #expect(uneven.feeMillionths(of: .maximum, TokenID(2), at: .start) == nil)
        #expect(
            StablePools.pool(500, 1_000 * million, million)
                .feeMillionths(of: Amount(1), TokenID(2), at: .start) == 2_756)
    }

    @Test(
        arguments: [
            ([1 << 111, 1 << 111], Rejection.overflow), ([4_097, 1], .slippage),
        ] as [([UInt128], Rejection)])
    func refusesStatesThatCannotBeEvaluated(balances: [UInt128], reason: Rejection) {
        let scale = reason == .overflow ? 1 : one
        let pool = StablePools.pool(
            amplification: 50_000, balances.map { $0 * scale }, supply: one)
        var roots = PoolRoots()
        #expect(throws: reason) {
            try pool.trade(
                exactIn: Amount(one), of: TokenID(2), for: TokenID(3), at: .start, &roots)
        }
        #expect(throws: reason) {
            try pool.trade(exactOut: Amount(1), of: TokenID(2), for: TokenID(3), at: .start, &roots)
        }
        #expect(pool.shares(adding: TokenQuantity(TokenID(2), Amount(one)), at: .start) == nil)
        #expect(pool.amount(of: TokenID(2), removing: Amount(one / 2), at: .start) == nil)
    }

    /// Beyond a ratio of 1,000 only what helps is admitted.
    @Test func admitsOnlyWhatHelpsBeyondTheRatio() {
        let pool = StablePools.pool(100, 1_500 * one, one)
        #expect(pool.sold(one, from: 0, to: 1) == nil)
        #expect(pool.bought(one / 10, of: 1, for: 0) == nil)
        #expect(pool.sold(one, from: 1, to: 0) != nil)
        #expect(pool.bought(one, of: 0, for: 1) != nil)
        let even = StablePools.pool(100, 1_000 * one, 1_000 * one)
        #expect(even.sold(10_000_000 * one, from: 0, to: 1) == nil)
        #expect(even.bought(999 * one + one / 2, of: 1, for: 0) == nil)
        #expect(even.bought(1_000 * one, of: 1, for: 0) == nil)
    }
}
