import Bytes
import Ledger
import Testing
import Transition

/// Reasons common to all signed operations, and their order.
@Suite struct SignedRuleTests {
    private let one = Bench.one

    private func transfer(
        _ units: UInt128 = 10, token: UInt16 = 2, to: UInt32 = 2, sub: UInt8 = 0
    ) -> SignedBody {
        .transfer(
            Transfer(
                token: TokenID(token), amount: Amount(units), destination: .account(AccountID(to)),
                destinationSubAccount: SubAccount(sub)))
    }

    private func withdraw(
        to receiver: Bytes32, chain: ChainID = Bench.source
    ) -> SignedBody {
        .withdraw(
            Withdraw(
                token: TokenID(2), amount: Amount(one), chain: chain, receiver: receiver,
                fastFeeRate: 0))
    }

    @Test func judgesReasonsInTheirOrder() throws {
        var bench = try Bench()
        bench.setBalance(2, 100)
        bench.records[.key(AccountID(1), KeySlot(3))] = .key(
            KeyRecord(
                publicKey: Bytes40(), scopes: .trade, expiry: Bench.now - 1,
                nonces: try #require(NonceWindow(base: 5, bitmap: 2))))
        // From one row to the next the first reason is taken away.
        let rows: [(SignedOperation, Rejection)] = [
            (sign(transfer(0), account: 9, slot: 3, until: 1, nonce: 0, fee: 200), .malformed),
            (sign(transfer(), account: 9, slot: 3, until: 1, nonce: 0, fee: 200), .notFound),
            (sign(transfer(), slot: 3, until: 1, nonce: 0, fee: 200), .expired),
            (sign(transfer(), slot: 3, until: Bench.now, nonce: 0, fee: 200), .expired),
            (sign(transfer(), slot: 1, until: Bench.now, nonce: 64, fee: 200), .scope),
            (sign(transfer(), slot: 0, until: Bench.now, nonce: 64, fee: 200), .nonceOutOfWindow),
            (sign(transfer(), slot: 0, until: Bench.now, nonce: 0, fee: 200), .balance),
            (sign(transfer(), slot: 0, until: Bench.now, nonce: 0, fee: 91), .balance),
        ]
        for (operation, reason) in rows {
            var executor = try bench.executor()
            #expect(executor.apply(operation) == .rejected(reason))
            #expect(executor.balance(1, 2) == 100 && executor.operations.isEmpty)
        }
        var executor = try bench.executor()
        let good = sign(transfer(), slot: 0, until: Bench.now, nonce: 0, fee: 90)
        #expect(executor.apply(good) == .applied(.transferred(to: AccountID(2), isNew: false)))
        #expect(executor.balance(1, 2) == 0 && executor.balance(2, 2) == 10)
        #expect(executor.balance(0, 2) == 90)
        #expect(executor.apply(good) == .rejected(.nonceUsed))
    }

    private func sign(
        _ body: SignedBody, account: UInt32 = 1, slot: UInt8, until: UInt64, nonce: UInt32,
        fee: UInt128
    ) -> SignedOperation {
        Bench.sign(
            body, account: account, slot: slot, nonce: nonce, validUntil: until, fee: fee)
    }

    @Test func refusesSignaturesBeforeScopes() throws {
        var bench = try Bench()
        bench.setBalance(2, 100)
        var executor = try bench.executor()
        let operation = Bench.sign(transfer(), slot: 1, nonce: 99)
        #expect(executor.apply(operation, signature: .verify) == .rejected(.badSignature))
        #expect(executor.apply(operation, signature: .checked) == .rejected(.scope))
    }

    @Test func refusesMalformedFields() throws {
        var bench = try Bench()
        for token in [UInt16(2), 3] { bench.setBalance(token, 100 * one) }
        let pools = try #require(PoolPath([PoolID(0), PoolID(0)]))
        let repeated = Swap(
            kind: .exactIn, tokenIn: TokenID(2), amountIn: Amount(1), amountOut: .zero, path: pools)
        let noOut = Swap(
            kind: .exactOut, tokenIn: TokenID(2), amountIn: Amount(1), amountOut: .zero,
            path: PoolPath(PoolID(0)))
        let create = CreatePool(
            tokenA: TokenID(2), tokenB: TokenID(2), kind: .constantProduct, feeRate: 0,
            amountA: Amount(1), amountB: Amount(1))
        var costly = create
        (costly.tokenB, costly.feeRate) = (TokenID(4), 100_001)
        let rows: [SignedOperation] = [
            Bench.sign(transfer(), sub: 32), Bench.sign(transfer(), slot: 16),
            Bench.sign(transfer(sub: 32)), Bench.sign(transfer(to: 1)),
            Bench.sign(
                .transfer(
                    Transfer(
                        token: TokenID(2), amount: Amount(1), destination: .owner(Bench.alice),
                        destinationSubAccount: SubAccount(0)))),
            Bench.sign(.swap(repeated)), Bench.sign(.swap(noOut)),
            Bench.sign(.createPool(create)), Bench.sign(.createPool(costly)),
            Bench.sign(
                .addLiquidity(
                    AddLiquidity(
                        pool: PoolID(0), maximumA: Amount(1), maximumB: .zero,
                        minimumShares: .zero))),
            Bench.sign(
                .removeLiquidity(
                    RemoveLiquidity(
                        pool: PoolID(0), shares: .zero, minimumA: .zero, minimumB: .zero))),
        ]
        for operation in rows {
            var executor = try bench.executor()
            #expect(executor.apply(operation) == .rejected(.malformed), "\(operation.body)")
        }
    }

    @Test func refusesWhatDoesNotExist() throws {
        var bench = try Bench()
        bench.setBalance(2, 100 * one)
        func swap(_ token: UInt16, _ pool: UInt16) -> SignedBody {
            .swap(
                Swap(
                    kind: .exactIn, tokenIn: TokenID(token), amountIn: Amount(1), amountOut: .zero,
                    path: PoolPath(PoolID(pool))))
        }
        let rows: [SignedOperation] = [
            Bench.sign(transfer(), slot: 9), Bench.sign(transfer(), feeToken: 7, fee: 1),
            Bench.sign(transfer(token: 7)), Bench.sign(transfer(to: 3)),
            Bench.sign(transfer(to: .max)), Bench.sign(swap(2, 1)), Bench.sign(swap(4, 0)),
            Bench.sign(withdraw(to: Bench.alice.address, chain: ChainID(2))),
        ]
        for operation in rows {
            var executor = try bench.executor()
            #expect(executor.apply(operation) == .rejected(.notFound), "\(operation.body)")
        }
        var executor = try bench.executor()
        let free = Bench.sign(transfer(), feeToken: 7, fee: 0)
        #expect(executor.apply(free) == .applied(.transferred(to: AccountID(2), isNew: false)))
    }

    @Test func ownReceiverSufficesForTheNarrowerScope() throws {
        var bench = try Bench()
        bench.setBalance(2, 10 * one)
        bench.setReserve(Bench.source, 2, 10 * one)
        var executor = try bench.executor()
        let own = withdraw(to: Bench.alice.address)
        let other = withdraw(to: Bench.bob.address)
        #expect(executor.apply(Bench.sign(own, slot: 1)) == .rejected(.scope))
        #expect(executor.apply(Bench.sign(other, slot: 2)) == .rejected(.scope))
        guard case .applied = executor.apply(Bench.sign(own, slot: 2)),
            case .applied = executor.apply(Bench.sign(other, slot: 0)),
            case .applied = executor.apply(Bench.sign(own, slot: 0, nonce: 1))
        else {
            Issue.record("a permitted withdrawal was refused")
            return
        }
    }

    @Test func overflowOfACreditIsJudgedLast() throws {
        var bench = try Bench()
        bench.setBalance(2, 100)
        bench.setBalance(2, .max, of: 2)
        bench.setBalance(2, .max, of: 0)
        var executor = try bench.executor()
        #expect(executor.apply(Bench.sign(transfer(101))) == .rejected(.balance))
        #expect(executor.apply(Bench.sign(transfer(100))) == .rejected(.overflow))
        #expect(
            executor.apply(Bench.sign(transfer(99, sub: 1), fee: 1)) == .rejected(.overflow))
        #expect(executor.balance(1, 2) == 100 && executor.balance(2, sub: 1, 2) == nil)
    }
}
