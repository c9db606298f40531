import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

/// The amounts that each signed operation moves, to the unit, and why it is refused.
@Suite struct MoneyTests {
    private let one = TestLedger.one
    private let source = TestLedger.source

    @Test func transfer() throws {
        let carol = ChainAddress(solana: Bytes32 { _ in 3 })
        try check(
            [.balance(1, 2, 100), .balance(2, 2, 5)],
            [
                MoneyRow(.transfer(101), .balance),
                MoneyRow(.transfer(98), fee: 3, .balance),
                MoneyRow(
                    .transfer(40), fee: 3, .account(AccountID(2), isNew: false),
                    .balance(1, 2, 57), .balance(2, 2, 45), .balance(0, 2, 3)),
                MoneyRow(
                    .transfer(40, to: 1, sub: 7), .account(AccountID(1), isNew: false),
                    .balance(1, 2, 60), .balance(1, 2, 40, sub: 7)),
                MoneyRow(
                    .transfer(40, to: carol, sub: 31), .account(AccountID(3), isNew: true),
                    .balance(1, 2, 60), .balance(3, 2, 40, sub: 31)),
                MoneyRow(
                    .transfer(40, to: TestLedger.bob), .account(AccountID(2), isNew: false),
                    .balance(1, 2, 60), .balance(2, 2, 45)),
            ])
    }

    @Test func ownerOfANewAccountFindsIt() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 100)
        var executor = try ledger.executor()
        let carol = ChainAddress(solana: Bytes32 { _ in 3 })
        let send = SignedBody.transfer(40, to: carol)
        #expect(
            executor.receipt(TestLedger.sign(send)) == .account(AccountID(3), isNew: true))
        #expect(
            executor.receipt(TestLedger.sign(send, nonce: 1))
                == .account(AccountID(3), isNew: false))
        #expect(executor.record(for: .owner(carol)) == .owner(AccountID(3)))
    }

    /// The protocol's own account pays a fee to itself, which comes back only after all debits.
    @Test func transferFromTheFeeAccount() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 10, of: 0)
        ledger.records[.key(.fees, KeySlot(0))] = .key(
            KeyRecord(publicKey: Bytes40(), scopes: .all, expiry: 0, nonces: NonceWindow()))
        let before = [Holding.balance(0, 2, 10)]
        try MoneyRow(.transfer(7), account: 0, fee: 4, .balance).check(before, ledger)
        try MoneyRow(
            .transfer(6), account: 0, fee: 4, .account(AccountID(2), isNew: false),
            .balance(0, 2, 4), .balance(2, 2, 6)
        ).check(before, ledger)
    }

    /// Token 2 has 6 decimals on the chain: amounts below 10^12 units stay with the user.
    @Test func withdrawal() throws {
        let scale: UInt128 = 1_000_000_000_000
        func withdraw(_ units: UInt128, atLeast minimum: UInt128? = nil) -> SignedBody {
            .withdraw(
                Withdraw(
                    token: TokenID(2), amount: Amount(units),
                    minimum: Amount(minimum ?? units - units % scale), chain: source,
                    receiver: TestLedger.bob, fastFeeRate: 25))
        }
        let payout = Payout(
            origin: .withdrawal(AccountID(1), KeySlot(0), nonce: 0),
            receiver: TestLedger.bob.address, token: TokenID(2), chainAmount: 1_000_000,
            fastFeeRate: 25)
        try check(
            [.balance(1, 2, 3 * one), .reserve(source, 2, 2 * one)],
            [
                MoneyRow(withdraw(scale - 1), .malformed),
                MoneyRow(withdraw(one, atLeast: one + 1), .malformed),
                MoneyRow(withdraw(2 * one + scale), .reserve),
                MoneyRow(withdraw(4 * one, atLeast: 2 * one + 1), .reserve),
                MoneyRow(withdraw(one + 1, atLeast: one + 1), .slippage),
                MoneyRow(
                    withdraw(one + scale - 1),
                    .payout(ChainPayout(chain: source, payout: payout), amount: Amount(one)),
                    .balance(1, 2, 2 * one), .reserve(source, 2, one)),
            ])
        try check(
            [.balance(1, 2, one), .reserve(source, 2, 2 * one)],
            [MoneyRow(withdraw(one + scale), .balance)])
        var ledger = try TestLedger()
        ledger.setBalance(2, 3 * one)
        ledger.setReserve(source, 2, 2 * one)
        var executor = try ledger.executor()
        _ = executor.apply(TestLedger.sign(withdraw(one)))
        #expect(executor.chains[0].payouts == [payout] && executor.chains[1].payouts.isEmpty)
    }
}

/// The amounts that pools take and give, to the unit.
@Suite struct PoolMoneyTests {
    private let one = TestLedger.one

    /// 1,000 shares stay locked; floor(sqrt(1,001 * 9,999)) = 3,163.
    @Test func newPool() throws {
        func create(_ a: UInt128, _ b: UInt128, _ tokenB: UInt16 = 4) -> SignedBody {
            .createPool((2, a), (tokenB, b), feeRate: 2_504)
        }
        let before = [Holding.balance(1, 2, 10_000), .balance(1, 4, 10_000)]
        try check(
            before,
            [
                MoneyRow(create(1, 1, 3), .exists),
                MoneyRow(create(1, 1, 5), .notFound),
                MoneyRow(create(10_001, 1), .balance),
                MoneyRow(create(1_000, 1_001), .slippage),
                MoneyRow(
                    create(1_001, 9_999),
                    .liquidity(PoolID(1), shares: Amount(2_163), .units(1_001, 9_999)),
                    .balance(1, 0x8001, 2_163), .balance(1, 2, 8_999), .balance(1, 4, 1)),
            ])
        var ledger = try TestLedger()
        for holding in before { holding.set(in: &ledger) }
        var executor = try ledger.executor()
        _ = executor.apply(TestLedger.sign(create(1_001, 9_999)))
        #expect(executor.pool(1)?.shareSupply == Amount(3_163))
        #expect(executor.pool(1)?.leastRates.protocolRate == 500)
        #expect(executor.record(for: .token(TokenID(0x8001))) == .token(TokenRecord(.share)))
        #expect(
            executor.apply(TestLedger.sign(create(1, 1), nonce: 1)) == .rejected(.exists))
    }

    /// floor(1,000 * 1.7) = 1,700 and floor(2,999 * 1,700,000 / 3,000,001) = 1,699.
    @Test func addedLiquidity() throws {
        try check(
            [
                .pool(1_000_000, 3_000_001, supply: 1_700_000), .balance(1, 2, 5_000),
                .balance(1, 3, 5_000),
            ],
            [
                MoneyRow(.addLiquidity(.units(1_000, 2_999), minimum: 1_700), .slippage),
                MoneyRow(.addLiquidity(.units(5_000, 16_000)), .balance),
                MoneyRow(
                    .addLiquidity(.units(1_000, 2_999), minimum: 1_699),
                    .liquidity(PoolID(0), shares: Amount(1_699), .units(1_000, 2_999)),
                    .pool(1_001_000, 3_003_000, supply: 1_701_699), .balance(1, 0x8000, 1_699),
                    .balance(1, 2, 4_000), .balance(1, 3, 2_001)),
            ])
    }

    /// floor(1,001,000 * 1,699 / 1,701,699) = 999 and floor(3,003,000 * 1,699 / 1,701,699) = 2,998.
    @Test func removedLiquidity() throws {
        try check(
            [
                .pool(1_001_000, 3_003_000, supply: 1_701_699), .balance(1, 0x8000, 1_699),
                .balance(1, 2, 4_000), .balance(1, 3, 2_001),
            ],
            [
                MoneyRow(.removeLiquidity(shares: 1_700), .balance),
                MoneyRow(.removeLiquidity(shares: 1_699, .units(1_000, 0)), .slippage),
                MoneyRow(
                    .removeLiquidity(shares: 1_699, .units(999, 2_998)),
                    .liquidity(PoolID(0), shares: Amount(1_699), .units(999, 2_998)),
                    .pool(1_000_001, 3_000_002, supply: 1_700_000), .balance(1, 0x8000, 0),
                    .balance(1, 2, 4_999), .balance(1, 3, 4_999)),
            ])
    }

    /// K grows from sqrt(10^6 * 2,000) to sqrt((10^6 + 10^4 * 0.998497) * 2,000).
    @Test func oneCoinIn() throws {
        let shares: UInt128 = 222_716_144_137_687_717_379
        let supply: UInt128 = 44_721_359_549_995_793_928_183
        try check(
            [
                .pool(1_000_000 * one, 2_000 * one, supply: supply), .balance(1, 2, 10_000 * one),
                .balance(1, 3, 1),
            ],
            [
                MoneyRow(.addOneCoin(2, 0), .malformed), MoneyRow(.addOneCoin(4, 1), .notFound),
                MoneyRow(.addOneCoin(pool: 1, 2, 1), .notFound),
                MoneyRow(.addOneCoin(2, 10_000 * one + 1), .balance),
                MoneyRow(.addOneCoin(3, 1), .slippage),
                MoneyRow(.addOneCoin(2, 10_000 * one, minimum: shares + 1), .slippage),
                MoneyRow(
                    .addOneCoin(2, 10_000 * one, minimum: shares),
                    .liquidity(PoolID(0), shares: Amount(shares), .units(10_000 * one, 0)),
                    .pool(1_009_997 * one + one / 2, 2_000 * one, supply: supply + shares),
                    .balance(1, 2, 0), .balance(1, 0x8000, shares), .balance(0, 2, 5 * one / 2)),
            ])
    }

    /// The pool keeps (s - b)^2 / s^2 of the coin.
    @Test func oneCoinOut() throws {
        let supply: UInt128 = 44_721_359_549_995_793_928_183
        let (out, cut): (UInt128, UInt128) = (
            44_154_894_846_592_150_249_907, 11_055_339_887_498_948_482
        )
        try check(
            [
                .pool(1_000_000 * one, 2_000 * one, supply: supply),
                .balance(1, 0x8000, 1_000 * one),
            ],
            [
                MoneyRow(.removeOneCoin(2, shares: 0), .malformed),
                MoneyRow(.removeOneCoin(4, shares: 1), .notFound),
                MoneyRow(.removeOneCoin(2, shares: 1_000 * one + 1), .balance),
                MoneyRow(.removeOneCoin(3, shares: 1), .slippage),
                MoneyRow(.removeOneCoin(2, shares: 1_000 * one, minimum: out + 1), .slippage),
                MoneyRow(
                    .removeOneCoin(2, shares: 1_000 * one, minimum: out),
                    .liquidity(PoolID(0), shares: Amount(1_000 * one), .units(out, 0)),
                    .pool(
                        1_000_000 * one - out - cut, 2_000 * one, supply: supply - 1_000 * one),
                    .balance(1, 2, out), .balance(1, 0x8000, 0), .balance(0, 2, cut)),
            ])
    }

    /// A stable pool's shares are D; 10^18 of them stay locked.
    @Test func newStablePool() throws {
        let before = [Holding.balance(1, 2, 2_000 * one), .balance(1, 3, 1_000 * one)]
        try check(
            before,
            [
                MoneyRow(.createStablePool((2, one), (3, one), feeRate: 0), .malformed),
                MoneyRow(.createStablePool((2, one), (3, one), amplification: 99), .malformed),
                MoneyRow(
                    .createStablePool((2, one), (3, one), amplification: 1_000_001), .malformed),
                MoneyRow(
                    .createStablePool((2, one), (3, one), feeSlope: 1_000_001), .malformed),
                MoneyRow(.createStablePool((2, one), (3, one), maximumFeeRate: 299), .malformed),
                MoneyRow(.createStablePool((2, one), (5, one)), .notFound),
                MoneyRow(.createStablePool((2, one), (3, 1_001 * one)), .balance),
                MoneyRow(.createStablePool((2, one), (3, one - 1)), .slippage),
                MoneyRow(.createStablePool((2, 1_001 * one), (3, one)), .slippage),
                MoneyRow(
                    .createStablePool((2, 1_000 * one), (3, 1_000 * one)),
                    .liquidity(
                        PoolID(1), shares: Amount(1_999 * one),
                        .units(1_000 * one, 1_000 * one)),
                    .balance(1, 0x8001, 1_999 * one), .balance(1, 2, 1_000 * one)),
            ])
    }

    /// net = floor(10,001 * 0.997) = 9,970, cut = 5, out = floor(2e6 * 9,970 / 1,009,970) = 19,743.
    @Test func swapExactIn() throws {
        func swap(_ amountIn: UInt128, _ amountOut: UInt128) -> SignedBody {
            .swap(.exactIn, in: amountIn, out: amountOut, Route(from: 2, (0, 3)))
        }
        try check(
            [.pool(1_000_000, 2_000_000, supply: 1_414_213), .balance(1, 2, 10_001)],
            [
                MoneyRow(swap(10_002, 0), .balance),
                MoneyRow(swap(10_001, 19_744), .slippage),
                MoneyRow(swap(1, 0), .slippage),
                MoneyRow(
                    swap(10_001, 19_743), trade(in: 10_001, cut: 5, out: 19_743),
                    .balance(1, 2, 0), .balance(1, 3, 19_743), .balance(0, 2, 5),
                    .pool(1_009_996, 1_980_257, supply: 1_414_213)),
            ])
    }

    /// net = ceil(1e6 * 19,742 / 1,980,258) = 9,970, in = ceil(9,970 / 0.997) = 10,000.
    @Test func swapExactOut() throws {
        func swap(_ amountIn: UInt128, _ amountOut: UInt128) -> SignedBody {
            .swap(.exactOut, in: amountIn, out: amountOut, Route(from: 2, (0, 3)))
        }
        try check(
            [.pool(1_000_000, 2_000_000, supply: 1_414_213), .balance(1, 2, 20_000)],
            [
                MoneyRow(swap(0, 2_000_000), .slippage),
                MoneyRow(swap(1, 900_000), .balance),
                MoneyRow(swap(9_999, 19_742), .slippage),
                MoneyRow(
                    swap(10_000, 19_742), trade(in: 10_000, cut: 5, out: 19_742),
                    .balance(1, 2, 10_000), .balance(1, 3, 19_742), .balance(0, 2, 5),
                    .pool(1_009_995, 1_980_258, supply: 1_414_213)),
            ])
    }

    @Test func largestAmountsOverflowInsteadOfWrapping() throws {
        try check(
            [
                .pool(.max - 10, .max, supply: .max), .balance(1, 2, .max), .balance(1, 3, .max),
            ],
            [
                MoneyRow(.swap(.exactIn, in: .max, out: 0, Route(from: 2, (0, 3))), .overflow),
                MoneyRow(
                    .swap(.exactOut, in: .max, out: .max - 1, Route(from: 2, (0, 3))), .overflow),
                MoneyRow(.addLiquidity(.units(.max, .max)), .overflow),
            ])
    }

    /// A trade of token 2 for token 3 in pool 0.
    private func trade(in amountIn: UInt128, cut: UInt128, out: UInt128) -> Receipt {
        .trade(
            SwapQuote(
                tokenIn: TokenID(2), amountIn: Amount(amountIn),
                hops: .of(
                    SwapHop(
                        pool: PoolID(0), tokenOut: TokenID(3), protocolCut: Amount(cut),
                        amountOut: Amount(out)))))
    }
}
