import Ledger
import RpcApi
import Sdk
import Testing
import Transition

@Suite struct MarketTests {
    private let usdc = TokenID(2)
    private let eth = TokenID(4)

    private func pool(
        _ number: UInt16 = 0, tokens: [UInt16] = [2, 4], balances: [UInt128] = [2_000_000, 1_000]
    ) -> PoolInfo {
        PoolInfo(
            pool: PoolID(number), kind: 0, tokens: tokens.map { TokenID($0) },
            balances: balances.map { Amount($0) }, shareToken: TokenID(shareOf: PoolID(number)),
            shareSupply: Amount(1_000), feeRate: 0, protocolFeeRate: 0,
            stable: StableTerms(placeholder: ()))
    }

    @Test func pricesSwapsLikeTheLedger() throws {
        let market = Market([pool()], at: 0)
        let quote = try #require(market.best(exactIn: Amount(2_000_000), from: usdc, to: eth))
        #expect(quote.amountOut == Amount(500))
        // Half of the 1,000 that the present price promises.
        #expect(market.impactMillionths(of: quote) == 500_000)
        let other = try #require(market.best(exactOut: Amount(1_000), from: eth, to: usdc))
        #expect(other.amountOut == Amount(1_000) && other.amountIn == Amount(1))
        #expect(market.best(exactIn: Amount(1), from: usdc, to: TokenID(9)) == nil)
    }

    /// What no ledger can hold is left out and never traps.
    @Test(
        arguments: [
            ([4, 2], [1, 1]), ([2, 2], [1, 1]), ([2], [1]), ([2, 4], [1]), ([2, 4], [1, 0]),
            ([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]), ([], []),
        ] as [([UInt16], [UInt128])])
    func leavesOutPoolsThatCannotBe(tokens: [UInt16], balances: [UInt128]) {
        let market = Market([pool(tokens: tokens, balances: balances)], at: 0)
        #expect(market.best(exactIn: Amount(10), from: usdc, to: eth) == nil)
    }

    /// A pool of A 1,000 on its way to 500 in three days from 1,000 s on, as a node describes it.
    private func ramped(_ change: (inout PoolInfo) -> Void = { _ in }) -> PoolInfo {
        let million: UInt128 = 1_000_000_000_000_000_000_000_000
        var info = pool(balances: [million, million / 2])
        (info.kind, info.feeRate, info.maximumFeeRate) = (1, 300, 5_000)
        info.shareSupply = Amount(million)
        // The client computes the present value itself.
        info.amplification = 77_777
        info.ramp = RampInfo(
            initial: 100_000, target: 50_000, start: 1_000_000, end: 1_000_000 + 259_200_000)
        change(&info)
        return info
    }

    @Test func movesPricesWithTheAmplification() throws {
        let sold = Amount(1_000_000_000_000_000_000_000)
        func bought(_ info: PoolInfo, at time: UInt64) -> Amount? {
            Market([info], at: time).best(exactIn: sold, from: usdc, to: eth)?.amountOut
        }
        func fixed(_ amplification: UInt32) -> PoolInfo {
            ramped { ($0.amplification, $0.ramp) = (amplification, nil) }
        }
        for (time, value) in [
            (0, 100_000), (1_000, 100_000), (87_400, 83_334), (260_199, 50_001), (260_200, 50_000),
            (.max, 50_000),
        ] as [(UInt64, UInt32)] {
            let amount = try #require(bought(ramped(), at: time))
            #expect(amount == bought(fixed(value), at: 0))
        }
        #expect(bought(fixed(100_000), at: 0) != bought(fixed(50_000), at: 0))
        let broken: [(inout PoolInfo) -> Void] = [
            { $0.ramp?.end = 999_999 }, { $0.ramp?.target = 49_999 }, { $0.ramp?.end = .max },
            { $0.ramp?.initial = 99 }, { $0.ramp?.end = 260_199_000 },
        ]
        for change in broken { #expect(bought(ramped(change), at: 1_000) == nil) }
    }

    @Test func survivesExtremeBalances() {
        let market = Market([pool(balances: [.max, 1]), pool(1, balances: [1, .max])], at: 0)
        for amount in [Amount(1), Amount.maximum] {
            for (from, to) in [(usdc, eth), (eth, usdc)] {
                if let quote = market.best(exactIn: amount, from: from, to: to) {
                    #expect(market.impactMillionths(of: quote) <= 1_000_000)
                }
                _ = market.best(exactOut: amount, from: from, to: to)
            }
        }
    }

    @Test func knowsWhatAnOperationMoves() throws {
        let market = Market([pool()], at: 0)
        let amounts = try #require(PoolAmounts([Amount(7), Amount(8)]))
        let add = SignedBody.addLiquidity(
            AddLiquidity(pool: PoolID(0), minimumShares: .zero, maximumAmounts: amounts))
        #expect(
            market.amounts(of: add) == [
                TokenQuantity(usdc, Amount(7)), TokenQuantity(eth, Amount(8)),
            ])
        let transfer = SignedBody.transfer(
            Transfer(
                token: eth, amount: Amount(3), destination: .account(AccountID(1)),
                destinationSubAccount: SubAccount(0)))
        #expect(market.amounts(of: transfer) == [TokenQuantity(eth, Amount(3))])
    }
}

@Suite struct FeeLimitTests {
    private let moved = [TokenQuantity(TokenID(2), Amount(10_000))]

    @Test func standardIsOnePercentOfWhatIsMoved() {
        let limit = FeeLimit.standard
        #expect(limit.allows(TokenQuantity(TokenID(2), Amount(100)), moving: moved))
        #expect(!limit.allows(TokenQuantity(TokenID(2), Amount(101)), moving: moved))
        #expect(!limit.allows(TokenQuantity(TokenID(2), Amount(1)), moving: []))
        #expect(limit.allows(TokenQuantity(TokenID(2), .zero), moving: moved))
        #expect(
            !limit.allows(
                TokenQuantity(TokenID(2), .maximum),
                moving: [TokenQuantity(TokenID(2), .maximum)]))
    }

    @Test func otherTokensNeedAnAmount() {
        let fee = TokenQuantity(TokenID(4), Amount(1))
        #expect(!FeeLimit.standard.allows(fee, moving: moved))
        #expect(FeeLimit.amount(Amount(1)).allows(fee, moving: moved))
        #expect(!FeeLimit.amount(.zero).allows(fee, moving: moved))
    }
}
