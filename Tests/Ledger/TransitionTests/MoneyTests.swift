import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

/// The amounts that each signed operation moves, to the unit.
@Suite struct MoneyTests {
    private let one = TestLedger.one

    private func swap(
        _ kind: SwapKind, _ amountIn: UInt128, _ amountOut: UInt128, token: UInt16 = 2
    ) -> SignedBody {
        .swap(kind, in: amountIn, out: amountOut, Route(from: token, (0, 5 - token)))
    }

    @Test func transferToANewOwnerOpensAnAccount() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 100)
        var executor = try ledger.executor()
        let carol = ChainAddress(solana: Bytes32 { _ in 3 })
        let body = SignedBody.transfer(
            Transfer(
                token: TokenID(2), amount: Amount(40), destination: .owner(carol),
                destinationSubAccount: SubAccount(31)))
        let first = executor.apply(TestLedger.sign(body))
        #expect(first.receipt == .account(AccountID(3), isNew: true))
        let second = executor.apply(TestLedger.sign(body, nonce: 1))
        #expect(second.receipt == .account(AccountID(3), isNew: false))
        #expect(executor.balance(3, sub: 31, 2) == 80 && executor.balance(1, 2) == 20)
        #expect(executor.record(for: .owner(carol)) == .owner(AccountID(3)))
    }

    @Test func withdrawalLeavesDustWithTheUser() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 3 * one)
        ledger.setReserve(TestLedger.source, 2, 2 * one)
        var executor = try ledger.executor()
        func withdraw(_ units: UInt128) -> SignedBody {
            .withdraw(
                Withdraw(
                    token: TokenID(2), amount: Amount(units), chain: TestLedger.source,
                    receiver: TestLedger.bob, fastFeeRate: 25))
        }
        let scale: UInt128 = 1_000_000_000_000
        #expect(executor.apply(TestLedger.sign(withdraw(scale - 1))) == .rejected(.malformed))
        #expect(executor.apply(TestLedger.sign(withdraw(3 * one + scale))) == .rejected(.balance))
        #expect(executor.apply(TestLedger.sign(withdraw(2 * one + scale))) == .rejected(.reserve))
        let outcome = executor.apply(TestLedger.sign(withdraw(one + scale - 1), nonce: 7))
        let payout = Payout(
            origin: .withdrawal(AccountID(1), KeySlot(0), nonce: 7),
            receiver: TestLedger.bob.address, token: TokenID(2), chainAmount: 1_000_000,
            fastFeeRate: 25)
        #expect(
            outcome.receipt
                == .payout(
                    ChainPayout(chain: TestLedger.source, payout: payout), amount: Amount(one)))
        #expect(executor.balance(1, 2) == 2 * one)
        #expect(executor.reserve(TestLedger.source, 2) == one)
        #expect(executor.chains[0].payouts == [payout] && executor.chains[1].payouts.isEmpty)
    }

    @Test func newPoolLocksSharesForEver() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 10_000)
        ledger.setBalance(4, 10_000)
        var executor = try ledger.executor()
        func create(_ a: UInt128, _ b: UInt128, _ tokenB: UInt16 = 4) -> SignedBody {
            .createPool((2, a), (tokenB, b), feeRate: 2_504)
        }
        #expect(executor.apply(TestLedger.sign(create(1, 1, 3))) == .rejected(.exists))
        #expect(executor.apply(TestLedger.sign(create(1, 1, 5))) == .rejected(.notFound))
        #expect(executor.apply(TestLedger.sign(create(10_001, 1))) == .rejected(.balance))
        #expect(executor.apply(TestLedger.sign(create(1_000, 1_001))) == .rejected(.slippage))
        let outcome = executor.apply(TestLedger.sign(create(1_001, 9_999)))
        #expect(
            outcome.receipt
                == .liquidity(
                    PoolID(1), shares: Amount(2_163), .units(1_001, 9_999)
                ))
        #expect(executor.pool(1)?.shareSupply == Amount(3_163))
        #expect(executor.pool(1)?.protocolFeeRate == 500)
        #expect(executor.balance(1, 0x8001) == 2_163 && executor.balance(1, 2) == 8_999)
        #expect(
            executor.record(for: .token(TokenID(0x8001))) == .token(TokenRecord(.share))
        )
        #expect(executor.apply(TestLedger.sign(create(1, 1), nonce: 1)) == .rejected(.exists))
    }

    @Test func liquidityRoundsAgainstTheCaller() throws {
        var ledger = try TestLedger()
        ledger.setPool(a: 1_000_000, b: 3_000_001, supply: 1_700_000)
        for token in [UInt16(2), 3] { ledger.setBalance(token, 5_000) }
        var executor = try ledger.executor()
        func add(_ a: UInt128, _ b: UInt128, _ minimum: UInt128) -> SignedBody {
            .addLiquidity(.units(a, b), minimum: minimum)
        }
        // floor(1,000 * 1.7) = 1,700 and floor(2,999 * 1,700,000 / 3,000,001) = 1,699.
        #expect(executor.apply(TestLedger.sign(add(1_000, 2_999, 1_700))) == .rejected(.slippage))
        #expect(executor.apply(TestLedger.sign(add(5_000, 16_000, 0))) == .rejected(.balance))
        let added = executor.apply(TestLedger.sign(add(1_000, 2_999, 1_699)))
        #expect(
            added.receipt
                == .liquidity(
                    PoolID(0), shares: Amount(1_699), .units(1_000, 2_999)
                ))
        func remove(_ shares: UInt128, _ a: UInt128, _ b: UInt128) -> SignedBody {
            .removeLiquidity(shares: shares, .units(a, b))
        }
        #expect(
            executor.apply(TestLedger.sign(remove(1_700, 0, 0), nonce: 1)) == .rejected(.balance))
        let tooMuch = TestLedger.sign(remove(1_699, 1_000, 0), nonce: 1)
        #expect(executor.apply(tooMuch) == .rejected(.slippage))
        let removed = executor.apply(TestLedger.sign(remove(1_699, 999, 2_998), nonce: 1))
        #expect(
            removed.receipt
                == .liquidity(
                    PoolID(0), shares: Amount(1_699), .units(999, 2_998)))
        #expect(executor.pool()?.balances[0] == Amount(1_000_001))
        #expect(executor.pool()?.balances[1] == Amount(3_000_002))
        #expect(executor.balance(1, 0x8000) == 0)
    }

    @Test func swapExactInPaysWhatTheFormulaSays() throws {
        var ledger = try TestLedger()
        ledger.setPool(a: 1_000_000, b: 2_000_000, supply: 1_414_213)
        ledger.setBalance(2, 10_001)
        var executor = try ledger.executor()
        // net = floor(10,001 * 0.997) = 9,970, cut = 5, out = floor(2e6 * 9,970 / 1,009,970).
        let out = UInt128(2_000_000) * 9_970 / 1_009_970
        #expect(executor.apply(TestLedger.sign(swap(.exactIn, 10_002, 0))) == .rejected(.balance))
        #expect(
            executor.apply(TestLedger.sign(swap(.exactIn, 10_001, out + 1))) == .rejected(.slippage)
        )
        #expect(executor.apply(TestLedger.sign(swap(.exactIn, 1, 0))) == .rejected(.slippage))
        guard
            case .trade(let quote)? = executor.receipt(
                TestLedger.sign(swap(.exactIn, 10_001, out)))
        else {
            Issue.record("not applied")
            return
        }
        #expect(quote.amountIn == Amount(10_001) && quote.amountOut == Amount(out))
        #expect(executor.balance(1, 2) == 0 && executor.balance(1, 3) == out)
        #expect(executor.balance(0, 2) == 5)
        #expect(executor.pool()?.balances[0] == Amount(1_009_996))
        #expect(executor.pool()?.balances[1] == Amount(2_000_000 - out))
    }

    @Test func swapExactOutTakesTheLeastThatSuffices() throws {
        var ledger = try TestLedger()
        ledger.setPool(a: 1_000_000, b: 2_000_000, supply: 1_414_213)
        ledger.setBalance(2, 20_000)
        var executor = try ledger.executor()
        // net = ceil(1e6 * 19,742 / 1,980,258) = 9,970, in = ceil(9,970 / 0.997) = 10,000.
        #expect(
            executor.apply(TestLedger.sign(swap(.exactOut, 0, 2_000_000))) == .rejected(.slippage))
        #expect(executor.apply(TestLedger.sign(swap(.exactOut, 1, 900_000))) == .rejected(.balance))
        #expect(
            executor.apply(TestLedger.sign(swap(.exactOut, 9_999, 19_742))) == .rejected(.slippage))
        guard
            case .trade(let quote)? = executor.receipt(
                TestLedger.sign(swap(.exactOut, 10_000, 19_742)))
        else {
            Issue.record("not applied")
            return
        }
        #expect(quote.amountIn == Amount(10_000) && quote.amountOut == Amount(19_742))
        #expect(executor.balance(1, 2) == 10_000 && executor.balance(1, 3) == 19_742)
        #expect(executor.balance(0, 2) == 5 && executor.pool()?.balances[0] == Amount(1_009_995))
    }

    @Test func swapsAtTheEdgeOverflowInsteadOfWrapping() throws {
        var ledger = try TestLedger()
        ledger.setPool(a: .max - 10, b: .max, supply: .max)
        ledger.setBalance(2, .max)
        ledger.setBalance(3, .max)
        var executor = try ledger.executor()
        #expect(executor.apply(TestLedger.sign(swap(.exactIn, .max, 0))) == .rejected(.overflow))
        #expect(
            executor.apply(TestLedger.sign(swap(.exactOut, .max, .max - 1))) == .rejected(.overflow)
        )
        let add = SignedBody.addLiquidity(.units(.max, .max))
        #expect(executor.apply(TestLedger.sign(add)) == .rejected(.overflow))
        #expect(executor.operations.isEmpty && executor.balance(1, 2) == .max)
    }

    @Test func feeAccountMayTradeWithItself() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 10, of: 0)
        ledger.records[.key(.fees, KeySlot(0))] = .key(
            KeyRecord(publicKey: Bytes40(), scopes: .all, expiry: 0, nonces: NonceWindow()))
        var executor = try ledger.executor()
        func send(_ units: UInt128) -> SignedOperation {
            TestLedger.sign(
                .transfer(
                    Transfer(
                        token: TokenID(2), amount: Amount(units),
                        destination: .account(AccountID(2)), destinationSubAccount: SubAccount(0))),
                account: 0, fee: 4)
        }
        // The fee comes back only after all debits.
        #expect(executor.apply(send(7)) == .rejected(.balance))
        guard case .applied = executor.apply(send(6)) else {
            Issue.record("not applied")
            return
        }
        #expect(executor.balance(0, 2) == 4 && executor.balance(2, 2) == 6)
    }
}
