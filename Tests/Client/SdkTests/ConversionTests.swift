import Ledger
import RpcApi
import Sdk
import Testing
import Transition

/// The split of a conversion between a pool and the dollar.
@Suite struct ConversionTests {
    private let one: UInt128 = 1_000_000_000_000_000_000
    private let now: UInt64 = 2_000

    private func pool(_ balance: UInt128) -> PoolInfo {
        var info = PoolInfo(placeholder: ())
        (info.pool, info.kind) = (PoolID(1), PoolKind.stable.rawValue)
        info.tokens = [TokenID(2), TokenID(3)]
        info.balances = [Amount(balance * one), Amount(balance * one)]
        info.shareSupply = Amount(2 * balance * one)
        (info.feeRate, info.feeSlope, info.maximumFeeRate) = (300, 2_000, 5_000)
        info.amplification = 100_000
        return info
    }

    private func dollar(mintable: UInt128 = .max, isFrozen: Bool = false) throws -> Dollar {
        let terms = CollateralTerms(
            discount: 0, largestMintFee: 5_000, leastRedeemFee: 1_000, largestRedeemFee: 5_000,
            ceiling: Amount(1 << 119))
        let held = Amount(1_000_000_000 * one)
        let coins = [UInt16(2), 3].map { token in
            DollarCoinInfo(
                token: TokenID(token), held: held,
                price: CoinPriceInfo(
                    value: Amount(one), time: now * 1_000, isSuspended: false,
                    isFrozen: isFrozen && token == 2), terms: terms, mintable: Amount(mintable),
                redeemable: Amount(50_000_000 * one))
        }
        let info = DollarMethod.Result(
            supply: Amount(2_000_000_000 * one), buffer: .zero, coverage: Amount(one),
            principal: .zero, badDebt: .zero, interestRate: 20_000, coins: coins)
        return try #require(Dollar(info, nowSeconds: now))
    }

    private func plan(
        _ amount: UInt128, through way: ConversionWay = .best, _ dollar: Dollar?
    ) -> ConversionPlan? {
        Market([pool(10_000_000)], at: now).conversion(
            of: TokenQuantity(TokenID(2), Amount(amount * one)), to: TokenID(3), through: way,
            dollar)
    }

    /// The table of a pool of 10 and 10 million beside a dollar at 0.10 %: amount; whole coins through
    /// the pool, through the dollar, and by the best split.
    @Test func bestSplitPaysMost() throws {
        let dollar = try dollar()
        let rows: [(UInt128, UInt128, UInt128, UInt128)] = [
            (100_000, 99_962, 99_900, 99_962), (5_000_000, 4_993_546, 4_995_000, 4_995_637),
            (12_000_000, 9_977_503, 11_988_000, 11_988_637),
        ]
        for (amount, pool, par, best) in rows {
            let plans = ConversionWay.allCases.map { plan(amount, through: $0, dollar) }
            let received = plans.map { ($0?.amountOut.units ?? 0) / one }
            #expect(received == [best, pool, par])
        }
        let split = try #require(plan(5_000_000, dollar))
        // The optimum is flat: within a hundred coins of 1,950,707.
        let part = split.poolAmount.units / one
        #expect(part > 1_950_000 && part < 1_951_500)
    }

    @Test func limitsOfTheDollarLeaveTheRestToThePool() throws {
        let limited = try dollar(mintable: 1_000_000 * one)
        let split = try #require(plan(5_000_000, limited))
        #expect(split.poolAmount.units >= 4_000_000 * one)
        #expect(split.poolAmount.units < 4_000_001 * one)
        #expect(plan(5_000_000, through: .dollar, limited) == nil)
        let frozen = try dollar(isFrozen: true)
        #expect(plan(5_000_000, frozen)?.poolAmount.units == 5_000_000 * one)
        #expect(plan(5_000_000, nil)?.poolAmount.units == 5_000_000 * one)
        #expect(plan(5_000_000, through: .pool, frozen)?.conversion.dollars.isZero == true)
        // Neither has so much.
        #expect(plan(60_000_000, limited) == nil)
    }
}
