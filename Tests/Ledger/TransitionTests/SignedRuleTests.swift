import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

/// Reasons common to all signed operations, and their order.
@Suite struct SignedRuleTests {
    private let one = TestLedger.one

    /// A constant-product pool has two tokens.
    private var threeTokens: SignedBody {
        .createPool(
            CreatePool(
                kind: .constantProduct, feeRate: 0,
                deposits: .of(
                    TokenQuantity(TokenID(2), Amount(1)), TokenQuantity(TokenID(3), Amount(1)),
                    TokenQuantity(TokenID(4), Amount(1)))))
    }

    private func withdraw(
        to receiver: ChainAddress, chain: ChainID = TestLedger.source
    ) -> SignedBody {
        .withdraw(
            Withdraw(
                token: TokenID(2), amount: Amount(one), minimum: .zero, chain: chain,
                receiver: receiver,
                fastFeeRate: 0))
    }

    @Test func judgesReasonsInTheirOrder() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 100)
        ledger.records[.key(AccountID(1), KeySlot(3))] = .key(
            KeyRecord(
                publicKey: Bytes40(), scopes: .trade, expiry: TestLedger.now - 1,
                nonces: try #require(NonceWindow(base: 5, bitmap: 2))))
        // From one row to the next the first reason is taken away.
        let rows: [(SignedOperation, Rejection)] = [
            (sign(.transfer(0), account: 9, slot: 3, until: 1, nonce: 0, fee: 200), .malformed),
            (sign(.transfer(10), account: 9, slot: 3, until: 1, nonce: 0, fee: 200), .notFound),
            (sign(.transfer(10), slot: 3, until: 1, nonce: 0, fee: 200), .expired),
            (sign(.transfer(10), slot: 3, until: TestLedger.now, nonce: 0, fee: 200), .expired),
            (sign(.transfer(10), slot: 1, until: TestLedger.now, nonce: 64, fee: 200), .scope),
            (
                sign(.transfer(10), slot: 0, until: TestLedger.now, nonce: 64, fee: 200),
                .nonceOutOfWindow
            ),
            (sign(.transfer(10), slot: 0, until: TestLedger.now, nonce: 0, fee: 200), .balance),
            (sign(.transfer(10), slot: 0, until: TestLedger.now, nonce: 0, fee: 91), .balance),
        ]
        for (operation, reason) in rows {
            var executor = try ledger.executor()
            #expect(executor.apply(operation) == .rejected(reason))
            #expect(executor.balance(1, 2) == 100 && executor.operations.isEmpty)
        }
        var executor = try ledger.executor()
        let good = sign(.transfer(10), slot: 0, until: TestLedger.now, nonce: 0, fee: 90)
        #expect(executor.apply(good).receipt == .account(AccountID(2), isNew: false))
        #expect(executor.balance(1, 2) == 0 && executor.balance(2, 2) == 10)
        #expect(executor.balance(0, 2) == 90)
        #expect(executor.apply(good) == .rejected(.nonceUsed))
    }

    private func sign(
        _ body: SignedBody, account: UInt32 = 1, slot: UInt8, until: UInt64, nonce: UInt32,
        fee: UInt128
    ) -> SignedOperation {
        TestLedger.sign(
            body, account: account, slot: slot, nonce: nonce, validUntil: until, fee: fee)
    }

    @Test func refusesSignaturesBeforeScopes() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 100)
        var executor = try ledger.executor()
        let operation = TestLedger.sign(.transfer(10), slot: 1, nonce: 99)
        #expect(executor.apply(operation, signature: .verify) == .rejected(.badSignature))
        #expect(executor.apply(operation, signature: .alreadyVerified) == .rejected(.scope))
    }

    @Test func refusesMalformedFields() throws {
        var ledger = try TestLedger()
        for token in [UInt16(2), 3] { ledger.setBalance(token, 100 * one) }
        let rows: [SignedOperation] = [
            TestLedger.sign(.transfer(10), sub: 32), TestLedger.sign(.transfer(10), slot: 16),
            TestLedger.sign(.transfer(10, sub: 32)), TestLedger.sign(.transfer(10, to: 1)),
            TestLedger.sign(.transfer(1, to: TestLedger.alice)),
            TestLedger.sign(.transfer(1, to: ChainAddress(evm: Bytes20()))),
            TestLedger.sign(withdraw(to: ChainAddress(evm: Bytes20()))),
            TestLedger.sign(withdraw(to: ChainAddress(solana: Bytes32 { _ in 1 }))),
            TestLedger.sign(
                .swap(.exactIn, in: 1, out: 0, Route(from: 2, (0, 3), (0, 2)))),
            TestLedger.sign(.swap(.exactIn, in: 1, out: 0, Route(from: 2, (0, 2)))),
            TestLedger.sign(.swap(.exactOut, in: 1, out: 0, Route(from: 2, (0, 3)))),
            TestLedger.sign(.createPool((2, 1), (2, 1))),
            TestLedger.sign(.createPool((3, 1), (2, 1))),
            TestLedger.sign(.createPool((2, 1), (4, 0))),
            TestLedger.sign(.createPool((2, 1), (4, 1), feeRate: 100_001)),
            TestLedger.sign(threeTokens), TestLedger.sign(.addLiquidity(.units(1, 0))),
            TestLedger.sign(.addLiquidity(.units(1, 1, 1))),
            TestLedger.sign(.removeLiquidity(shares: 0)),
            TestLedger.sign(.removeLiquidity(shares: 1, .units(0, 0, 0))),
        ]
        for operation in rows {
            var executor = try ledger.executor()
            #expect(executor.apply(operation) == .rejected(.malformed), "\(operation.body)")
        }
    }

    @Test func refusesWhatDoesNotExist() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 100 * one)
        func swap(_ token: UInt16, _ pool: UInt16, to out: UInt16 = 3) -> SignedBody {
            .swap(.exactIn, in: 1, out: 0, Route(from: token, (pool, out)))
        }
        let rows: [SignedOperation] = [
            TestLedger.sign(.transfer(10), slot: 9),
            TestLedger.sign(.transfer(10), feeToken: 7, fee: 1),
            TestLedger.sign(.transfer(10, of: 7)), TestLedger.sign(.transfer(10, to: 3)),
            TestLedger.sign(.transfer(10, to: .max)), TestLedger.sign(swap(2, 1)),
            TestLedger.sign(swap(4, 0)),
            TestLedger.sign(swap(2, 0, to: 4)),
            TestLedger.sign(.addLiquidity(pool: 1, .units(1, 1))),
            TestLedger.sign(withdraw(to: TestLedger.alice, chain: ChainID(2))),
        ]
        for operation in rows {
            var executor = try ledger.executor()
            #expect(executor.apply(operation) == .rejected(.notFound), "\(operation.body)")
        }
        var executor = try ledger.executor()
        let free = TestLedger.sign(.transfer(10), feeToken: 7, fee: 0)
        #expect(executor.apply(free).receipt == .account(AccountID(2), isNew: false))
    }

    @Test func ownReceiverSufficesForTheNarrowerScope() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 10 * one)
        ledger.setReserve(TestLedger.source, 2, 10 * one)
        var executor = try ledger.executor()
        let own = withdraw(to: TestLedger.alice)
        let other = withdraw(to: TestLedger.bob)
        #expect(executor.apply(TestLedger.sign(own, slot: 1)) == .rejected(.scope))
        #expect(executor.apply(TestLedger.sign(other, slot: 2)) == .rejected(.scope))
        guard case .applied = executor.apply(TestLedger.sign(own, slot: 2)),
            case .applied = executor.apply(TestLedger.sign(other, slot: 0)),
            case .applied = executor.apply(TestLedger.sign(own, slot: 0, nonce: 1))
        else {
            Issue.record("a permitted withdrawal was refused")
            return
        }
    }

    @Test func overflowOfACreditIsJudgedLast() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, 100)
        ledger.setBalance(2, .max, of: 2)
        ledger.setBalance(2, .max, of: 0)
        var executor = try ledger.executor()
        #expect(executor.apply(TestLedger.sign(.transfer(101))) == .rejected(.balance))
        #expect(executor.apply(TestLedger.sign(.transfer(100))) == .rejected(.overflow))
        #expect(
            executor.apply(TestLedger.sign(.transfer(99, sub: 1), fee: 1)) == .rejected(.overflow))
        #expect(executor.balance(1, 2) == 100 && executor.balance(2, sub: 1, 2) == nil)
    }
}
