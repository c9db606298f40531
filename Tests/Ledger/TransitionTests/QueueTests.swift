import Bytes
import Ledger
import Testing
import Transition
import TransitionScenarios

/// Priority operations: always consumed, applied or refunded.
@Suite struct QueueTests {
    private let one = TestLedger.one

    private func deposit(
        _ units: UInt128, token: UInt16 = 2, owner: ChainAddress = TestLedger.alice, sub: UInt8 = 0
    ) -> PriorityOperation {
        .deposit(
            Deposit(
                token: TokenID(token), amount: Amount(units), owner: owner,
                subAccount: SubAccount(sub)))
    }

    private func refund(
        _ units: UInt128, index: UInt64, token: UInt16 = 2, to receiver: Bytes32
    ) -> Payout {
        Payout(
            origin: .refund(ChainID(1), index: index),
            receiver: receiver, token: TokenID(token), chainAmount: units, fastFeeRate: 0)
    }

    @Test func depositCreditsAndOpensAccounts() throws {
        var executor = try TestLedger().executor()
        let carol = ChainAddress(evm: Bytes20 { _ in 0xca })
        let first = executor.apply(deposit(one))
        #expect(first.receipt == .account(AccountID(1), isNew: false))
        let second = executor.apply(deposit(2 * one, owner: carol, sub: 31))
        #expect(second.receipt == .account(AccountID(3), isNew: true))
        #expect(executor.balance(1, 2) == one && executor.balance(3, sub: 31, 2) == 2 * one)
        #expect(executor.reserve(TestLedger.source, 2) == 3 * one)
    }

    @Test func failedDepositIsRefundedWhereItCanBe() throws {
        var ledger = try TestLedger()
        ledger.setBalance(2, .max - 1)
        var executor = try ledger.executor()
        let alice = TestLedger.alice.address
        let carol = ChainAddress(solana: Bytes32 { _ in 0xca })
        let half = one + one / 2_000_000_000_000_000
        let rows: [(PriorityOperation, Rejection, Payout?)] = [
            (deposit(one, sub: 32), .malformed, refund(1_000_000, index: 0, to: alice)),
            (deposit(0), .malformed, nil),
            (deposit(half), .malformed, refund(1_000_000, index: 2, to: alice)),
            (deposit(5), .malformed, nil),
            (deposit(one, token: 4), .notFound, nil),
            (deposit(one), .overflow, refund(1_000_000, index: 5, to: alice)),
            (deposit(one, owner: carol, sub: 32), .malformed, nil),
        ]
        for (operation, reason, payout) in rows {
            #expect(
                executor.apply(operation)
                    == .failed(
                        reason,
                        refund: payout.map { ChainPayout(chain: TestLedger.source, payout: $0) })
            )
        }
        #expect(executor.chains[0].queueCount == 7)
        #expect(executor.chains[0].payouts == rows.compactMap { $0.2 })
        #expect(executor.balance(1, 2) == .max - 1 && executor.reserve(TestLedger.source, 2) == nil)
        #expect(executor.record(for: .owner(carol)) == nil)
    }

    @Test func fullExitPaysTheLeastOfThree() throws {
        func exit(_ amount: UInt128, caller: ChainAddress = TestLedger.alice) -> PriorityOperation {
            .fullExit(
                FullExit(
                    caller: caller, account: AccountID(1), subAccount: SubAccount(0),
                    token: TokenID(2), amount: Amount(amount)))
        }
        // Balance, reserve, amount asked for, units paid.
        let rows: [(UInt128, UInt128, UInt128, UInt128)] = [
            (3 * one + 7, 9 * one, .max, 3_000_000), (9 * one, 2 * one, .max, 2_000_000),
            (9 * one, 9 * one, one + 1, 1_000_000),
        ]
        for (balance, reserve, asked, units) in rows {
            var ledger = try TestLedger()
            ledger.setBalance(2, balance)
            ledger.setReserve(TestLedger.source, 2, reserve)
            var executor = try ledger.executor()
            let payout = Payout(
                origin: .fullExit(AccountID(1), SubAccount(0), index: 0),
                receiver: TestLedger.alice.address, token: TokenID(2), chainAmount: units,
                fastFeeRate: 0)
            let debit = units * 1_000_000_000_000
            #expect(
                executor.apply(exit(asked)).receipt
                    == .payout(
                        ChainPayout(chain: TestLedger.source, payout: payout), amount: Amount(debit)
                    ))
            #expect(executor.balance(1, 2) == balance - debit)
            #expect(executor.reserve(TestLedger.source, 2) == reserve - debit)
        }
        var ledger = try TestLedger()
        ledger.setBalance(2, one)
        var executor = try ledger.executor()
        #expect(executor.apply(exit(1)) == .failed(.malformed, refund: nil))
        #expect(executor.apply(exit(.max, caller: TestLedger.bob)) == .failed(.scope, refund: nil))
        #expect(executor.apply(exit(.max)) == .failed(.reserve, refund: nil))
        ledger.setBalance(2, 5)
        executor = try ledger.executor()
        #expect(executor.apply(exit(.max)) == .failed(.balance, refund: nil))
        #expect(executor.apply(exit(.max), on: TestLedger.target) == .failed(.reserve, refund: nil))
    }

    @Test func setKeyKeepsTheNonceWindow() throws {
        var ledger = try TestLedger()
        let window = try #require(NonceWindow(base: 9, bitmap: 4))
        ledger.records[.key(AccountID(1), KeySlot(0))] = .key(
            KeyRecord(publicKey: Bytes40(), scopes: .trade, expiry: 0, nonces: window))
        var executor = try ledger.executor()
        func set(_ slot: UInt8, _ scopes: UInt8, caller: ChainAddress = TestLedger.alice)
            -> PriorityOperation
        {
            .setKey(
                SetKey(
                    caller: caller, slot: KeySlot(slot), publicKey: Bytes40 { _ in 0xff },
                    scopes: Scopes(rawValue: scopes), expiry: 77))
        }
        #expect(executor.apply(set(16, 1)) == .failed(.malformed, refund: nil))
        #expect(executor.apply(set(0, 16)) == .failed(.malformed, refund: nil))
        #expect(executor.apply(set(0, 15)).receipt == .account(AccountID(1), isNew: false))
        let expected = KeyRecord(
            publicKey: Bytes40 { _ in 0xff }, scopes: .all, expiry: 77, nonces: window)
        #expect(executor.record(for: .key(AccountID(1), KeySlot(0))) == .key(expected))
        let carol = ChainAddress(evm: Bytes20 { _ in 0xca })
        let new = executor.apply(set(15, 0, caller: carol))
        #expect(new.receipt == .account(AccountID(3), isNew: true))
    }

    @Test func tokensAreRegisteredOnce() throws {
        var executor = try TestLedger().executor()
        func register(_ token: UInt16, _ decimals: UInt8, _ tokenClass: UInt8) -> PriorityOperation
        {
            .registerToken(
                RegisterToken(
                    token: TokenID(token), contract: TestLedger.contract, decimals: decimals,
                    tokenClass: tokenClass))
        }
        for (token, decimals, tokenClass) in [
            (0, 6, 0), (7, 19, 0), (7, 6, 3), (2, 19, 0), (0x8000, 19, 0),
        ] as [(UInt16, UInt8, UInt8)] {
            let outcome = executor.apply(register(token, decimals, tokenClass))
            #expect(outcome == .failed(.malformed, refund: nil))
        }
        #expect(executor.apply(register(1, 6, 0)) == .failed(.notFound, refund: nil))
        #expect(executor.apply(register(2, 6, 0)) == .failed(.exists, refund: nil))
        #expect(executor.apply(register(7, 0, 2)).receipt == .done)
        #expect(
            executor.apply(register(7, 18, 1), on: TestLedger.target).receipt == .done)
        #expect(
            executor.record(for: .token(TokenID(7))) == .token(TokenRecord(.yieldBearing)))
    }

    @Test func queuesAdvanceInOrder() throws {
        var executor = try TestLedger().executor()
        let operation = deposit(one)
        let skipped = PriorityEntry(chain: TestLedger.source, index: 1, operation: operation)
        #expect(executor.apply(skipped) == .outOfOrder(expectedIndex: 0))
        let stranger = PriorityEntry(chain: ChainID(3), index: 0, operation: operation)
        #expect(executor.apply(stranger) == .unknownChain)
        #expect(executor.apply(operation).receipt == .account(AccountID(1), isNew: false))
        #expect(executor.nextIndex(of: TestLedger.source) == 1)
        #expect(executor.chains[0].queueHash == operation.rollingHash(after: Bytes32()))
        #expect(executor.chains[1].queueHash == Bytes32())
    }
}
